import type { StoredRecord } from './stream-record.ts';

/** Records of one shard in the order of their sequence numbers, for as long and as many as the stream keeps. */
export class Shard {
  readonly id: string;
  readonly startingSequenceNumber: string;
  #records: StoredRecord[] = [];
  /** How many at the front of the list are gone; they are cut off in one go, not one by one. */
  #trimmed = 0;
  #lastTrimmed: string | null = null;

  constructor(id: string, startingSequenceNumber: string) {
    this.id = id;
    this.startingSequenceNumber = startingSequenceNumber;
  }

  append(record: StoredRecord): void {
    this.#records.push(record);
  }

  get size(): number {
    return this.#records.length - this.#trimmed;
  }

  /** The sequence number of the newest record that is gone; `null` when none is. */
  get lastTrimmed(): string | null {
    return this.#lastTrimmed;
  }

  /** The sequence number of the newest record. */
  get last(): string | null {
    return this.#records.at(-1)?.record.dynamodb.SequenceNumber ?? this.#lastTrimmed;
  }

  /** Drops what was created before `time`, and of the rest the oldest beyond `capacity`. */
  trim(time: number, capacity: number): void {
    let oldest = this.#records[this.#trimmed];
    while (oldest !== undefined && (oldest.createdAt < time || this.size > capacity)) {
      this.#lastTrimmed = oldest.record.dynamodb.SequenceNumber;
      this.#trimmed += 1;
      oldest = this.#records[this.#trimmed];
    }
    if (this.#trimmed * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#trimmed);
    this.#trimmed = 0;
  }

  /** At most `limit` records after a sequence number; from the oldest on when it is `null`. */
  after(sequenceNumber: string | null, limit: number): readonly StoredRecord[] {
    let from = this.#trimmed;
    if (sequenceNumber !== null) {
      let end = this.#records.length;
      while (from < end) {
        const middle = (from + end) >>> 1;
        if ((this.#records[middle]?.record.dynamodb.SequenceNumber ?? '') > sequenceNumber) end = middle;
        else from = middle + 1;
      }
    }
    return this.#records.slice(from, from + limit);
  }
}

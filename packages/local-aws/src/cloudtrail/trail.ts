import type { CloudTrailRecord } from './record.ts';

/** Where records go besides memory. */
export interface TrailSink {
  append(record: CloudTrailRecord): void;
  /** Resolves when all that was appended is written. */
  close(): Promise<void>;
}

/** One question IAM was asked during a call. */
export interface KeptAsk {
  readonly action: string;
  readonly resource: string;
  readonly effect: 'allow' | 'explicit-deny' | 'implicit-deny';
}

/** A record and what CloudTrail does not show: the single questions behind it. */
export interface TrailEntry {
  readonly record: CloudTrailRecord;
  readonly asks: readonly KeptAsk[];
}

const defaultCapacity = 50_000;

/** Every call this endpoint was sent, oldest first. Bounded: when it is full the oldest go. */
export class Trail {
  readonly #capacity: number;
  readonly #sink: TrailSink | null;
  #entries: TrailEntry[];

  constructor(options: { capacity?: number; sink?: TrailSink; earlier?: readonly CloudTrailRecord[] } = {}) {
    this.#capacity = options.capacity ?? defaultCapacity;
    this.#sink = options.sink ?? null;
    this.#entries = (options.earlier ?? []).slice(-this.#capacity).map((record) => ({ record, asks: [] }));
  }

  append(record: CloudTrailRecord, asks: readonly KeptAsk[] = []): void {
    this.#entries.push({ record, asks });
    // A tenth at a time: cutting one off the front of a long array on every call would be slow.
    if (this.#entries.length > this.#capacity * 1.1) this.#entries = this.#entries.slice(-this.#capacity);
    this.#sink?.append(record);
  }

  records(): readonly CloudTrailRecord[] {
    return this.#entries.map((entry) => entry.record);
  }

  entries(): readonly TrailEntry[] {
    return [...this.#entries];
  }

  close(): Promise<void> {
    return this.#sink?.close() ?? Promise.resolve();
  }
}

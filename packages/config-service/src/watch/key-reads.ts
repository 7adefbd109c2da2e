import type { ConfigKey, ServiceName, TenantId } from '@leasehold/domain';
import type { FairBudget, Schedule } from '@leasehold/vending';
import { cacheKeyOf } from '../use-cases/address.ts';
import type { Outcome } from './outcome.ts';

/** A key of a tenant. */
export interface WatchedKey {
  readonly tenant: TenantId;
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
}

/** What the reads are made of. */
export interface KeyReadParts {
  /** How often keys may be read because of changes; what it turns away is tried again. */
  readonly budget: Pick<FairBudget, 'turn'>;
  readonly schedule: Schedule;
  /** Of [0, 1). */
  readonly random: () => number;
  /** Whether anybody still watches the key. */
  isWatched(key: WatchedKey): boolean;
  /** What is stored under the key now. */
  read(key: WatchedKey): Promise<Outcome>;
  /** Tells all who watch the key; `began` is the number of the read. */
  tell(key: WatchedKey, outcome: Outcome, began: number): void;
  /** A read failed, for the `failures`-th time in a row. */
  failed(failure: unknown, failures: number): void;
}

interface Reading {
  phase: 'waiting' | 'reading' | 'resting';
  /** It changed again after the read began. */
  again: boolean;
  /** The number of the read under way. */
  began: number;
  failures: number;
  callOff: () => void;
}

const firstRestMs = 100;
const longestRestMs = 15_000;

/**
 * Reads watched keys that have changed: each once for all who watch it, one read of a key at a time, and again if the key changed after
 * that began. A read that fails is tried again, at growing intervals, for as long as somebody watches.
 */
export class KeyReads {
  readonly #parts: KeyReadParts;
  readonly #readings = new Map<string, Reading>();
  #begun = 0;

  constructor(parts: KeyReadParts) {
    this.#parts = parts;
  }

  /** The number of the last read that has begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Whether the key is being read, or waits for it. */
  has(key: WatchedKey): boolean {
    return this.#readings.has(idOf(key));
  }

  /** The key has changed: has it read, within the budget. Returns at once. */
  changed(key: WatchedKey): void {
    const reading = this.#readings.get(idOf(key));
    if (reading === undefined) this.#await(key, this.#begin(key));
    else if (reading.phase === 'reading') reading.again = true;
  }

  /** Has the key read for a watcher, unless a read that began after number `after` is under way or one is to begin. */
  request(key: WatchedKey, after: number): void {
    const reading = this.#readings.get(idOf(key));
    if (reading === undefined) void this.#read(key, this.#begin(key));
    else if (reading.phase === 'reading' && reading.began <= after) reading.again = true;
  }

  /** Nothing is read any more. */
  close(): void {
    for (const { callOff } of this.#readings.values()) callOff();
    this.#readings.clear();
  }

  #begin(key: WatchedKey): Reading {
    const reading: Reading = { phase: 'waiting', again: false, began: 0, failures: 0, callOff: () => undefined };
    this.#readings.set(idOf(key), reading);
    return reading;
  }

  #await(key: WatchedKey, reading: Reading): void {
    reading.phase = 'waiting';
    const begin = (): void => void this.#read(key, reading);
    try {
      const turn = this.#parts.budget.turn(key.tenant);
      // Not at once even if it may: whoever tells of changes goes on first, and changes told together are one.
      Promise.resolve(turn).then(begin, (refusal: unknown) => this.#rest(key, reading, refusal));
    } catch (refusal) {
      this.#rest(key, reading, refusal);
    }
  }

  async #read(key: WatchedKey, reading: Reading): Promise<void> {
    const id = idOf(key);
    if (this.#readings.get(id) !== reading) return;
    if (!this.#parts.isWatched(key)) {
      this.#readings.delete(id);
      return;
    }
    this.#begun += 1;
    const began = this.#begun;
    Object.assign(reading, { phase: 'reading', again: false, began });
    try {
      const outcome = await this.#parts.read(key);
      if (this.#readings.get(id) !== reading) return;
      reading.failures = 0;
      if (reading.again) this.#await(key, reading);
      else this.#readings.delete(id);
      this.#parts.tell(key, outcome, began);
    } catch (failure) {
      this.#rest(key, reading, failure);
    }
  }

  #rest(key: WatchedKey, reading: Reading, failure: unknown): void {
    if (this.#readings.get(idOf(key)) !== reading) return;
    reading.phase = 'resting';
    reading.failures += 1;
    this.#parts.failed(failure, reading.failures);
    const full = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(reading.failures - 1, 20));
    const rest = full * (1 - 0.5 * this.#parts.random());
    reading.callOff = this.#parts.schedule(rest, () => this.#await(key, reading));
  }
}

function idOf({ tenant, service, key }: WatchedKey): string {
  return `${tenant}/${cacheKeyOf(service, key)}`;
}

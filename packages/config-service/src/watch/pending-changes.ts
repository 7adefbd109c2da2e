import { type Outcome, sizeOf, versionOf } from './outcome.ts';

/**
 * What one watcher has still to be told: of each key at most one outcome, the newest, or only that it must be read, which is all
 * that is kept of it beyond `maxBytes`. So it grows with the keys that are watched and never with the number of changes.
 */
export class PendingChanges {
  readonly #maxBytes: number;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #unread = new Set<string>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#outcomes.size + this.#unread.size;
  }

  /** Whether outcomes must be told before more is read. */
  get isFull(): boolean {
    return this.#bytes > this.#maxBytes / 2;
  }

  /** The key has changed; what into is to be read. */
  mark(key: string): void {
    this.forget(key);
    this.#unread.add(key);
  }

  /** Keeps the outcome in place of what there was of its key. @returns whether an outcome gave way */
  put(outcome: Outcome): boolean {
    const gaveWay = this.#outcomes.has(outcome.text);
    this.forget(outcome.text);
    const size = sizeOf(outcome);
    if (this.#bytes + size > this.#maxBytes && this.#outcomes.size > 0) {
      this.#unread.add(outcome.text);
      return gaveWay;
    }
    this.#bytes += size;
    this.#outcomes.set(outcome.text, outcome);
    return gaveWay;
  }

  forget(key: string): void {
    this.#unread.delete(key);
    const outcome = this.#outcomes.get(key);
    if (outcome === undefined) return;
    this.#bytes -= sizeOf(outcome);
    this.#outcomes.delete(key);
  }

  /** The version kept of the key; 0 for its deletion, and for none. */
  versionOf(key: string): number {
    const outcome = this.#outcomes.get(key);
    return outcome === undefined ? 0 : versionOf(outcome);
  }

  has(key: string): boolean {
    return this.#unread.has(key) || this.#outcomes.has(key);
  }

  /** Takes out the outcome that has waited longest. */
  takeOutcome(): Outcome | undefined {
    const [outcome] = this.#outcomes.values();
    if (outcome !== undefined) this.forget(outcome.text);
    return outcome;
  }

  /** Takes out the key that has waited longest to be read. */
  takeUnread(): string | undefined {
    const [key] = this.#unread;
    if (key !== undefined) this.#unread.delete(key);
    return key;
  }

  clear(): void {
    this.#outcomes.clear();
    this.#unread.clear();
    this.#bytes = 0;
  }
}

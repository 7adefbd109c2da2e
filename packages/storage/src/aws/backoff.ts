/** Waits; tests pass one that does not. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** Exponential with full jitter. `random` answers from 0 up to 1. */
export class Backoff {
  readonly #sleep: Sleep;
  readonly #random: () => number;
  readonly #baseMs: number;
  readonly #capMs: number;

  constructor(sleep: Sleep, random: () => number, baseMs: number, capMs: number) {
    this.#sleep = sleep;
    this.#random = random;
    this.#baseMs = baseMs;
    this.#capMs = capMs;
  }

  /** Waits before try number `attempt + 1`; `attempt` begins at 1. */
  pause(attempt: number): Promise<void> {
    const ceiling = Math.min(this.#capMs, this.#baseMs * 2 ** (attempt - 1));
    return this.#sleep(Math.ceil(ceiling * this.#random()));
  }
}

import type { WorldTime } from './world-time.ts';

/** Calls that the embedded STS answers late, by the world's time. */
export class HeldCalls {
  readonly #patienceMs: number;
  readonly #time: () => WorldTime;
  readonly #since = new Set<{ readonly at: number }>();

  /** A client gives an attempt up after `patienceMs`, by its own timers, which are real. */
  constructor(patienceMs: number, time: () => WorldTime) {
    this.#patienceMs = patienceMs;
    this.#time = time;
  }

  readonly delay = (ms: number): Promise<void> => {
    const call = { at: this.#time().now };
    this.#since.add(call);
    // Time stops there, for the client to give up.
    this.#time().schedule(this.#patienceMs, () => {});
    return new Promise((resolve) => {
      this.#time().schedule(ms, () => {
        this.#since.delete(call);
        resolve();
      });
    });
  };

  /** Those that only time will answer. A call whose client must have given up is not one of them. */
  get count(): number {
    const now = this.#time().now;
    return [...this.#since].filter(({ at }) => now - at < this.#patienceMs).length;
  }
}

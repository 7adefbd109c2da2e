/** The time, as a dependency: tests turn it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Milliseconds since some moment, which setting the machine's clock does not change. Without it a step of the clock can
   * only be told from time that passed by reading the clock often.
   */
  elapsed?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

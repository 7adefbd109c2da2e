import type { Clock } from '@leasehold/domain';

/** The clock and the time that elapsed may drift apart by so much; beyond it the clock was set, or the machine slept. */
const driftMs = 500;

/**
 * Time that never runs backwards, so that setting this machine's clock back lengthens no session's life: of the clock and
 * the time that elapsed it believes whichever says that more has passed. The clock covers a machine that slept, elapsed
 * time a clock that was put back. A step forwards shortens lives, which is safe. Readings are whole milliseconds since
 * it was made: for comparing with each other, and small enough for 24 days to need no memory of their own in an object.
 */
export class SteadyClock {
  readonly #clock: Clock;
  /** What is added to the clock's reading. */
  #clockAhead: number;
  /** What is added to the time that elapsed. */
  #elapsedAhead: number;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#clockAhead = -Math.floor(clock.now());
    this.#elapsedAhead = -Math.floor(clock.elapsed?.() ?? 0);
  }

  now(): number {
    return this.at(this.#clock.now());
  }

  /** The steady time of a reading of the clock that was just taken. */
  at(wall: number): number {
    const shown = Math.floor(wall) + this.#clockAhead;
    const elapsed = this.#clock.elapsed?.();
    const passed = elapsed === undefined ? this.#last : Math.floor(elapsed) + this.#elapsedAhead;
    const drift = elapsed === undefined ? 0 : driftMs;
    if (shown > passed + drift) this.#elapsedAhead += shown - passed;
    else if (shown < passed - drift) this.#clockAhead += passed - shown;
    this.#last = Math.max(this.#last, shown, passed);
    return this.#last;
  }

  /** The steady time at which the clock would show `wall` if it went on from the last reading without steps. */
  of(wall: number): number {
    return Math.floor(wall) + this.#clockAhead;
  }
}

import type { Clock } from '@leasehold/domain';

/**
 * The clock without its steps backwards, so that setting this machine's time back lengthens no session's life. What passes
 * between the last reading before such a step and the step itself is lost: it is read often, by the sweep every second.
 * A step forwards shortens lives, which is safe. Its readings are for comparing with each other only.
 */
export class SteadyClock {
  readonly #clock: Clock;
  #ahead = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.at(this.#clock.now());
  }

  /** The steady time of a reading of the clock that was just taken. */
  at(wall: number): number {
    const steady = wall + this.#ahead;
    if (steady < this.#last) this.#ahead = this.#last - wall;
    else this.#last = steady;
    return this.#last;
  }

  /** The steady time at which the clock would show `wall` if it went on from the last reading without steps. */
  of(wall: number): number {
    return wall + this.#ahead;
  }
}

import type { Clock } from '@leasehold/domain';

/** A clock that moves when told to. */
export class ManualClock implements Clock {
  #now: number;

  constructor(now = Date.UTC(2026, 10, 21, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  /** Seconds since the epoch, as token claims count. */
  seconds(offset = 0): number {
    return Math.floor(this.#now / 1000) + offset;
  }
}

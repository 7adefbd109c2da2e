import type { Clock } from '@leasehold/domain';

/** A clock that moves when told to. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 12);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

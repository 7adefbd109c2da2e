import type { Clock } from '@leasehold/domain';

/** Time as the test turns it. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 21);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** A clock and its timers that move when told to; what waits for promises alone runs between two timers. */
export class SimulatedTime implements Clock {
  #now = Date.UTC(2026, 10, 25, 12);
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  readonly schedule: Schedule = (ms, work) => {
    const timer: Timer = { at: this.#now + Math.max(ms, 0), work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  /** Timers that are still to go off. */
  get timers(): number {
    return this.#timers.length;
  }

  /** Lets time pass, timers go off in their order, and all that follows from each run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await nextTurn();
    for (let due = this.#nextBy(end); due !== undefined; due = this.#nextBy(end)) {
      const timer = due;
      this.#timers = this.#timers.filter((each) => each !== timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.work();
      await nextTurn();
    }
    this.#now = end;
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}

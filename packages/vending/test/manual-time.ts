import type { Clock } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';
import { promisesRun } from './pending-vendor.ts';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/**
 * Time that passes when told to, and a machine's clock that shows it until it is set to something else. Timers follow
 * what passes, as real ones do, not what the clock shows.
 */
export class ManualTime {
  readonly clock: Clock = { now: () => this.#passed + this.#offset, elapsed: () => this.#passed };
  #passed = Date.UTC(2026, 10, 21, 12);
  #offset = 0;
  #timers: Timer[] = [];

  readonly schedule: Schedule = (ms, work) => {
    const timer: Timer = { at: this.#passed + Math.max(ms, 0), work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  /** The true time, in milliseconds since the epoch. */
  get true(): number {
    return this.#passed;
  }

  get timers(): number {
    return this.#timers.length;
  }

  /** Sets the machine's clock forwards, or backwards; no time passes. */
  setClock(byMs: number): void {
    this.#offset += byMs;
  }

  /** Lets time pass while this machine does nothing; its timers fire late, when time next passes otherwise. */
  stall(ms: number): void {
    this.#passed += ms;
  }

  /** Lets time pass, timers fire, and all that waits for promises alone go on after each. */
  async pass(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await promisesRun();
    for (let next = this.#nextBy(end); next !== undefined; next = this.#nextBy(end)) {
      const due = next;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#passed = Math.max(this.#passed, due.at);
      due.work();
      await promisesRun();
    }
    this.#passed = Math.max(this.#passed, end);
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}

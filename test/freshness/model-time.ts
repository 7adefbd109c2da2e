import type { Clock } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** Time of AWS, issuer and instances, which passes when told to; timers that are due run in their order. */
export class ModelTime {
  readonly clock: Clock = { now: () => this.#now };
  readonly #timers = new Set<Timer>();
  /** From the real time on, by which SDKs sign. */
  #now = Date.now();

  readonly schedule: Schedule = (ms, work) => {
    const timer = { at: this.#now + Math.max(ms, 0), work };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  pass(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#nextBy(end); due !== undefined; due = this.#nextBy(end)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.work();
    }
    this.#now = end;
  }

  /** How far it is from the real time, in milliseconds: AWS refuses signatures that are minutes away. */
  get drift(): number {
    return Math.abs(this.#now - Date.now());
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}

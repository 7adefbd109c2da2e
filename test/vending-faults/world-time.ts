import type { Clock } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** Time that passes when told to. Between two timers, what runs over real sockets is let finish. */
export class WorldTime {
  /** What the service's machine shows: the true time, off by `skewMs`. */
  readonly clock: Clock;
  readonly #settled: () => Promise<void>;
  #now: number;
  #timers: Timer[] = [];

  /** Starts at a whole second of the real clock, by which SDKs sign. */
  constructor(skewMs: number, settled: () => Promise<void>) {
    this.#settled = settled;
    this.#now = Math.floor(Date.now() / 1_000) * 1_000;
    this.clock = { now: () => this.#now + skewMs, elapsed: () => this.#now };
  }

  /** The true time, in milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  readonly schedule: Schedule = (ms, work) => {
    const timer: Timer = { at: this.#now + Math.max(ms, 0), work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#settled();
    for (let next = this.#nextBy(end); next !== undefined; next = this.#nextBy(end)) {
      const due = next;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#now = Math.max(this.#now, due.at);
      due.work();
      await this.#settled();
    }
    this.#now = end;
    await this.#settled();
  }

  #nextBy(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}

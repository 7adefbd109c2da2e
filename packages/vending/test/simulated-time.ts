import type { Clock } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';

interface Due {
  readonly at: number;
  readonly work: () => void;
  isOff: boolean;
}

/** A clock and its timers that move when told to; what waits for promises alone runs between two timers. */
export class SimulatedTime implements Clock {
  #now: number;
  #due: Due[] = [];

  constructor(start = Date.UTC(2026, 10, 21, 12)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  readonly schedule: Schedule = (ms, work) => {
    const due: Due = { at: this.#now + Math.max(ms, 0), work, isOff: false };
    let index = this.#due.length;
    while (index > 0 && (this.#due[index - 1]?.at ?? 0) > due.at) index -= 1;
    this.#due.splice(index, 0, due);
    return () => {
      due.isOff = true;
    };
  };

  /** Timers that are still to fire. */
  get timers(): number {
    this.#due = this.#due.filter(({ isOff }) => !isOff);
    return this.#due.length;
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      if (next.isOff) continue;
      this.#now = next.at;
      next.work();
      await settled();
    }
    this.#now = end;
  }
}

/** Enough turns for a chain of some promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await null;
}

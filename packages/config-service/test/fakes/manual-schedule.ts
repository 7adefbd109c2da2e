import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Schedule } from '@leasehold/vending';

/** Timers that go off when the test says so. */
export class ManualSchedule {
  readonly #due = new Set<{ readonly ms: number; readonly work: () => void }>();

  readonly after: Schedule = (ms, work) => {
    const timer = { ms, work };
    this.#due.add(timer);
    return () => this.#due.delete(timer);
  };

  get pending(): readonly number[] {
    return [...this.#due].map(({ ms }) => ms);
  }

  /** Sets off all that is set now, and lets what follows from it run. */
  async goOff(): Promise<void> {
    for (const timer of [...this.#due]) {
      // One that went off before it may have called this one off.
      if (this.#due.delete(timer)) timer.work();
    }
    await nextTurn();
  }
}

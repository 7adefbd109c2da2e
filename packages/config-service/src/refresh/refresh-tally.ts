import type { RefreshMethod } from './caller-proof.ts';

/** What came of a call: `refused` is a caller that was not accepted. */
export const refreshOutcomes = ['acknowledged', 'refused', 'failed'] as const;
export type RefreshOutcome = (typeof refreshOutcomes)[number];

/** What the refresh port has been told since the start. */
export class RefreshTally {
  readonly #calls = new Map<string, number>();
  #invalidated = 0;
  #skipped = 0;

  ended(method: RefreshMethod, outcome: RefreshOutcome): void {
    const name = `${method}/${outcome}`;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
  }

  told(invalidated: number, skipped: number): void {
    this.#invalidated += invalidated;
    this.#skipped += skipped;
  }

  calls(method: RefreshMethod, outcome: RefreshOutcome): number {
    return this.#calls.get(`${method}/${outcome}`) ?? 0;
  }

  /** Keys that were named and acted on. */
  get invalidated(): number {
    return this.#invalidated;
  }

  /** Keys that were named and are outside the grammar. */
  get skipped(): number {
    return this.#skipped;
  }
}

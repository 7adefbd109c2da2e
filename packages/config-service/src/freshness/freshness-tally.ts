import { type ConfigTag, configTags } from '@leasehold/domain';
import { Durations } from '../metrics/durations.ts';

/** What came of a key that was to be read ahead: `dropped` by the budget, `no-session` at hand to read it in. */
export const refillOutcomes = ['done', 'failed', 'dropped', 'no-session'] as const;
export type RefillOutcome = (typeof refillOutcomes)[number];

/** What came of comparing one service's keys with the store: `unverifiable` where nothing could be compared for lack of a session. */
export const comparisonOutcomes = ['compared', 'unverifiable', 'failed'] as const;
export type ComparisonOutcome = (typeof comparisonOutcomes)[number];

/** From a comparison's being due to its end: mostly one call to AWS, and what the budget has it wait. */
const durationBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What was done about freshness since the start, as plain numbers that are read when somebody scrapes. */
export class FreshnessTally {
  readonly durations: Readonly<Record<ConfigTag, Durations>> = byTag(() => new Durations(durationBounds));
  readonly #refills = new Map<RefillOutcome, number>();
  readonly #comparisons = byTag(() => new Map<ComparisonOutcome, number>());
  readonly #repaired = byTag(() => 0);
  readonly #dropped = byTag(() => 0);

  refilled(outcome: RefillOutcome): void {
    this.#refills.set(outcome, this.refills(outcome) + 1);
  }

  refills(outcome: RefillOutcome): number {
    return this.#refills.get(outcome) ?? 0;
  }

  ended(tag: ConfigTag, outcome: ComparisonOutcome): void {
    this.#comparisons[tag].set(outcome, this.comparisons(tag, outcome) + 1);
  }

  comparisons(tag: ConfigTag, outcome: ComparisonOutcome): number {
    return this.#comparisons[tag].get(outcome) ?? 0;
  }

  /** A key differed from the store, and nobody had told of it. */
  foundChanged(tag: ConfigTag): void {
    this.#repaired[tag] += 1;
  }

  /** A key could not be compared, so its value was forgotten. */
  forgotten(tag: ConfigTag): void {
    this.#dropped[tag] += 1;
  }

  repaired(tag: ConfigTag): number {
    return this.#repaired[tag];
  }

  dropped(tag: ConfigTag): number {
    return this.#dropped[tag];
  }
}

function byTag<T>(make: () => T): Record<ConfigTag, T> {
  return Object.fromEntries(configTags.map((tag) => [tag, make()])) as Record<ConfigTag, T>;
}

import { type ConfigTag, configTags } from '@leasehold/domain';
import { comparisonOutcomes, type FreshnessTally, refillOutcomes } from '../freshness/freshness-tally.ts';
import type { Metric, Reading } from './metric.ts';

const store = { values: configTags };

/** What is done about keys that were changed at AWS, told of or not. */
export function freshnessMetrics(tally: FreshnessTally, oldestMs: (tag: ConfigTag) => number): readonly Metric[] {
  return [
    {
      name: 'leasehold.refills',
      kind: 'counter',
      unit: '{key}',
      description:
        'Changed keys in use, by what came of reading them ahead: done, failed, dropped by the budget, or no session was at hand',
      labels: { outcome: { values: refillOutcomes } },
      read: () => refillOutcomes.map((outcome) => ({ labels: { outcome }, value: tally.refills(outcome) })),
    },
    {
      name: 'leasehold.reconcile.comparisons',
      kind: 'counter',
      unit: '{comparison}',
      description:
        "Comparisons of one service's keys with their store: made, not possible for lack of a session, or failed",
      labels: { store, outcome: { values: comparisonOutcomes } },
      read: () =>
        configTags.flatMap((tag) =>
          comparisonOutcomes.map((outcome) => ({
            labels: { store: tag, outcome },
            value: tally.comparisons(tag, outcome),
          })),
        ),
    },
    {
      name: 'leasehold.reconcile.keys',
      kind: 'counter',
      unit: '{key}',
      description:
        'Keys held that a comparison found changed without anybody having told of it, and keys forgotten because they could not be compared',
      labels: { store, outcome: { values: ['repaired', 'dropped'] } },
      read: () =>
        configTags.flatMap((tag) => [
          { labels: { store: tag, outcome: 'repaired' }, value: tally.repaired(tag) },
          { labels: { store: tag, outcome: 'dropped' }, value: tally.dropped(tag) },
        ]),
    },
    {
      name: 'leasehold.reconcile.duration',
      kind: 'histogram',
      unit: 's',
      description: "Time from when a tenant's comparison was due to its end",
      labels: { store },
      read: () => configTags.map((tag) => ({ labels: { store: tag }, value: tally.durations[tag].read() })),
    },
    {
      name: 'leasehold.reconcile.oldest',
      kind: 'gauge',
      unit: 's',
      description:
        'For how long the tenant has not been compared for whom that is longest; beyond LEASEHOLD_RECONCILE_MS the budget is too small or the store fails',
      labels: { store },
      read: () => configTags.map((tag): Reading<number> => ({ labels: { store: tag }, value: oldestMs(tag) / 1_000 })),
    },
  ];
}

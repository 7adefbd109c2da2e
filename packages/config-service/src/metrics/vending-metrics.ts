import type { EvictionReason, VendingStats } from '@leasehold/vending';
import { type Metric, single } from './metric.ts';

const results = { hit: 'hits', miss: 'misses', stale: 'staleServed', negative: 'negativeHits' } as const;

/** Every reason there is; the compiler finds one that is missing. */
const reasons: Readonly<Record<EvictionReason, true>> = {
  lru: true,
  idle: true,
  expired: true,
  revoked: true,
  refused: true,
};
const evictionReasons = Object.keys(reasons) as readonly EvictionReason[];

/** What the cache of tenant sessions does, read from its own counts. */
export function vendingMetrics(stats: () => VendingStats): readonly Metric[] {
  return [
    {
      name: 'leasehold.vend.requests',
      kind: 'counter',
      unit: '{request}',
      description:
        'Sessions asked for: served from memory, waited for STS, served although the renewal failed or is slow, or refused because STS just did',
      labels: { result: { values: Object.keys(results) } },
      read: () => {
        const counts = stats();
        return Object.entries(results).map(([result, field]) => ({ labels: { result }, value: counts[field] }));
      },
    },
    single(
      {
        name: 'leasehold.vend.refreshes',
        kind: 'counter',
        unit: '{refresh}',
        description: 'Renewals begun of sessions that were still good',
      },
      () => stats().refreshesBegun,
    ),
    single(
      {
        name: 'leasehold.vend.refresh.failures',
        kind: 'counter',
        unit: '{refresh}',
        description: 'Such renewals that failed; the session held serves on until it expires',
      },
      () => stats().refreshesFailed,
    ),
    {
      name: 'leasehold.vend.evictions',
      kind: 'counter',
      unit: '{session}',
      description: 'Sessions dropped, by why',
      labels: { reason: { values: evictionReasons } },
      read: () => {
        const { evicted } = stats();
        return evictionReasons.map((reason) => ({ labels: { reason }, value: evicted[reason] }));
      },
    },
    single(
      { name: 'leasehold.vend.sessions', kind: 'gauge', unit: '{session}', description: 'Sessions held now' },
      () => stats().resident,
    ),
    single(
      {
        name: 'leasehold.vend.flights',
        kind: 'gauge',
        unit: '{request}',
        description: 'Sessions being obtained now, those that wait for their turn included',
      },
      () => stats().flights,
    ),
  ];
}

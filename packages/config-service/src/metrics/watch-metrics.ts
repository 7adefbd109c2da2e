import type { WatchHub } from '../watch/watch-hub.ts';
import { snapshotReasons } from '../watch/watch-messages.ts';
import type { WatchTally } from '../watch/watch-tally.ts';
import { type Metric, single } from './metric.ts';

/** Watches, and what they are told. */
export function watchMetrics(hub: Pick<WatchHub, 'size'>, tally: WatchTally): readonly Metric[] {
  return [
    single(
      { name: 'leasehold.watch.open', kind: 'gauge', unit: '{watch}', description: 'Watches open now' },
      () => hub.size,
    ),
    {
      name: 'leasehold.watch.changes',
      kind: 'counter',
      unit: '{change}',
      description:
        'Changes for watchers: told, or not told because a newer one of the same key came before there was room for them',
      labels: { outcome: { values: ['delivered', 'coalesced'] } },
      read: () => [
        { labels: { outcome: 'delivered' }, value: tally.delivered },
        { labels: { outcome: 'coalesced' }, value: tally.coalesced },
      ],
    },
    {
      name: 'leasehold.watch.snapshots',
      kind: 'counter',
      unit: '{watch}',
      description:
        'Watches that began with a snapshot, by why: without a resume token, or with one that could not be gone on with',
      labels: { reason: { values: snapshotReasons } },
      read: () => snapshotReasons.map((reason) => ({ labels: { reason }, value: tally.snapshots(reason) })),
    },
    single(
      {
        name: 'leasehold.watch.resumes',
        kind: 'counter',
        unit: '{watch}',
        description: 'Watches that went on where their resume token ended',
      },
      () => tally.resumed,
    ),
    single(
      {
        name: 'leasehold.watch.repairs',
        kind: 'counter',
        unit: '{key}',
        description: 'Changes that watchers had missed because nobody told of them, found by comparing with the stores',
      },
      () => tally.repaired,
    ),
    single(
      {
        name: 'leasehold.watch.read_failures',
        kind: 'counter',
        unit: '{read}',
        description: 'Reads of changed keys for watchers that failed or were turned away; each is tried again',
      },
      () => tally.failedReads,
    ),
  ];
}

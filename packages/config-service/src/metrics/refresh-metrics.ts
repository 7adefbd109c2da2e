import { RefreshService } from '@leasehold/contract';
import type { RefreshMethod } from '../refresh/caller-proof.ts';
import { type RefreshTally, refreshOutcomes } from '../refresh/refresh-tally.ts';
import type { Metric } from './metric.ts';

const methods = Object.values(RefreshService.method).map(({ name, localName }) => ({
  shown: `${RefreshService.typeName}/${name}`,
  method: localName as RefreshMethod,
}));

/** What the refresh port is told, and by whom it is not. */
export function refreshMetrics(tally: RefreshTally): readonly Metric[] {
  return [
    {
      name: 'leasehold.refresh.calls',
      kind: 'counter',
      unit: '{call}',
      description: 'Calls of the refresh port, by what came of them; `refused` are callers that were not accepted',
      labels: {
        'rpc.method': { values: methods.map(({ shown }) => shown), shown: 'the methods of RefreshService' },
        outcome: { values: refreshOutcomes },
      },
      read: () =>
        methods.flatMap(({ shown, method }) =>
          refreshOutcomes.map((outcome) => ({
            labels: { 'rpc.method': shown, outcome },
            value: tally.calls(method, outcome),
          })),
        ),
    },
    {
      name: 'leasehold.refresh.keys',
      kind: 'counter',
      unit: '{key}',
      description: 'Keys named as changed: acted on, or outside the grammar and skipped',
      labels: { outcome: { values: ['invalidated', 'skipped'] } },
      read: () => [
        { labels: { outcome: 'invalidated' }, value: tally.invalidated },
        { labels: { outcome: 'skipped' }, value: tally.skipped },
      ],
    },
  ];
}

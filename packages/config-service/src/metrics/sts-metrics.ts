import type { StsCall } from '@leasehold/vending';
import type { LabelValues, Metric, Reading } from './metric.ts';
import { errorCodes, shedCauses, type VendingTally } from './vending-tally.ts';

const operation: LabelValues = { values: ['AssumeRole', 'AssumeRoleWithWebIdentity'] satisfies StsCall['operation'][] };
const endpoint: LabelValues = { values: ['primary', 'fallback'] satisfies StsCall['endpoint'][] };
const code: LabelValues = { values: errorCodes, shown: "the codes in vending's table of failures, `other`" };

/** How STS answers, and how calls to it are held back. */
export function stsMetrics(
  tally: VendingTally,
  leftAlone: () => Readonly<Partial<Record<StsCall['endpoint'], boolean>>>,
): readonly Metric[] {
  return [
    {
      name: 'leasehold.sts.call.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time of each attempt at STS, whatever came of it',
      labels: { operation, endpoint },
      read: () => tally.stsDurations.read((durations) => durations.read()),
    },
    {
      name: 'leasehold.sts.call.errors',
      kind: 'counter',
      unit: '{call}',
      description: 'Attempts at STS that failed, by the code of AWS or of the network',
      labels: { operation, endpoint, code },
      read: () => tally.stsErrors.read(({ value }) => value),
    },
    {
      name: 'leasehold.sts.endpoint.open',
      kind: 'gauge',
      unit: '{endpoint}',
      description:
        "1 while a circuit breaker of the endpoint keeps calls away from it or lets one try it, some issuer's or all, else 0",
      labels: { endpoint },
      read: () =>
        Object.entries(leftAlone()).map(([name, isOpen]) => ({ labels: { endpoint: name }, value: isOpen ? 1 : 0 })),
    },
    {
      name: 'leasehold.sts.budget.wait.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time that calls waited for their turn at STS; those that did not wait are not counted',
      labels: {},
      read: () => [{ labels: {}, value: tally.waits.read() }],
    },
    {
      name: 'leasehold.sts.budget.sheds',
      kind: 'counter',
      unit: '{call}',
      description: 'Calls turned away instead of kept waiting for STS, by why',
      labels: { reason: { values: shedCauses } },
      read: () => [...tally.sheds].map(([reason, value]) => ({ labels: { reason }, value })),
    },
    {
      name: 'leasehold.sts.packed_policy.used',
      kind: 'gauge',
      unit: '1',
      description: 'Part used of what STS packs into a session, by the last answer and by the largest since the start',
      labels: { of: { values: ['last', 'largest'] } },
      read: () => [
        ...known({ of: 'last' }, share(tally.lastPackedSize)),
        ...known({ of: 'largest' }, share(tally.largestPackedSize)),
      ],
    },
    {
      name: 'leasehold.sts.clock.skew',
      kind: 'gauge',
      unit: 's',
      description: "AWS's clock minus this machine's, by the last answer of STS; absent before it",
      labels: {},
      read: () => known({}, tally.skewMs === null ? null : tally.skewMs / 1_000),
    },
  ];
}

function share(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}

function known(labels: Readonly<Record<string, string>>, value: number | null): readonly Reading<number>[] {
  return value === null ? [] : [{ labels, value }];
}

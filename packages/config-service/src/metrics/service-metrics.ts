import { status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import type { CachingVendor, Vending } from '@leasehold/vending';
import type { InFlight } from '../edge/in-flight.ts';
import type { FreshnessTally } from '../freshness/freshness-tally.ts';
import type { Reconcile } from '../freshness/reconcile.ts';
import type { RefreshTally } from '../refresh/refresh-tally.ts';
import type { RevocationWatch } from '../revocation/revocation-watch.ts';
import type { RevokedTenants } from '../revocation/revoked-tenants.ts';
import { conditionNames, type Readiness } from '../service/readiness.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { WatchHub } from '../watch/watch-hub.ts';
import type { WatchTally } from '../watch/watch-tally.ts';
import type { CallTally } from './call-tally.ts';
import { freshnessMetrics } from './freshness-metrics.ts';
import { type Metric, single } from './metric.ts';
import { refreshMetrics } from './refresh-metrics.ts';
import { stsMetrics } from './sts-metrics.ts';
import { vendingMetrics } from './vending-metrics.ts';
import type { VendingTally } from './vending-tally.ts';
import { watchMetrics } from './watch-metrics.ts';

/** Where the numbers are. */
export interface MetricSources {
  readonly vending: Pick<Vending, 'endpointsLeftAlone'> & { readonly vendor: Pick<CachingVendor, 'stats'> };
  readonly vendingTally: VendingTally;
  readonly callTally: CallTally;
  readonly valueCache: Pick<ValueCache, 'bytes' | 'tenants' | 'hits' | 'misses' | 'servedStale'>;
  readonly inFlight: Pick<InFlight, 'count'>;
  readonly unproven: Pick<InFlight, 'count'>;
  readonly revoked: Pick<RevokedTenants, 'count'>;
  readonly revocationWatch: Pick<RevocationWatch, 'isFailing'>;
  readonly refreshTally: RefreshTally;
  readonly freshnessTally: FreshnessTally;
  readonly reconcile: Pick<Reconcile, 'oldestMs'>;
  readonly watches: Pick<WatchHub, 'size'>;
  readonly watchTally: WatchTally;
  readonly readiness: Pick<Readiness, 'names' | 'missing'>;
}

/** Every metric of the service. No label of any holds a tenant or anything else that a caller chose. */
export function serviceMetrics(sources: MetricSources): readonly Metric[] {
  const { vending, vendingTally } = sources;
  return [
    ...vendingMetrics(() => vending.vendor.stats()),
    ...stsMetrics(vendingTally, () => vending.endpointsLeftAlone()),
    ...callMetrics(sources),
    ...valueCacheMetrics(sources.valueCache),
    ...refreshMetrics(sources.refreshTally),
    ...freshnessMetrics(sources.freshnessTally, (tag) => sources.reconcile.oldestMs(tag)),
    ...watchMetrics(sources.watches, sources.watchTally),
    ...revocationMetrics(sources),
    readyMetric(sources.readiness),
  ];
}

const methods = Object.values(ConfigService.method).map(({ name }) => fullName(name));
const codes = Object.values(status).filter((code) => typeof code === 'string');

function fullName(method: string): string {
  return `${ConfigService.typeName}/${method}`;
}

function callMetrics({ callTally, inFlight, unproven }: MetricSources): readonly Metric[] {
  return [
    {
      name: 'rpc.server.call.duration',
      kind: 'histogram',
      unit: 's',
      description:
        "Calls by method and gRPC status, and their time inside this service, without gRPC's own. What gRPC answers by itself is not counted",
      labels: {
        'rpc.system.name': { values: ['grpc'] },
        'rpc.method': { values: methods, shown: 'the methods of ConfigService' },
        'rpc.response.status_code': { values: codes, shown: 'the names of the gRPC statuses' },
      },
      read: () =>
        callTally.read().map(({ labels: { method, code }, value }) => ({
          labels: { 'rpc.system.name': 'grpc', 'rpc.method': fullName(method), 'rpc.response.status_code': code },
          value,
        })),
    },
    {
      name: 'leasehold.calls.in_flight',
      kind: 'gauge',
      unit: '{call}',
      description: 'Calls being answered now: of callers whose token was verified, and of those whose is being',
      labels: { caller: { values: ['verified', 'unproven'] } },
      read: () => [
        { labels: { caller: 'verified' }, value: inFlight.count },
        { labels: { caller: 'unproven' }, value: unproven.count },
      ],
    },
  ];
}

function valueCacheMetrics(cache: MetricSources['valueCache']): readonly Metric[] {
  return [
    {
      name: 'leasehold.value_cache.lookups',
      kind: 'counter',
      unit: '{lookup}',
      description: 'Values looked up in memory, by what came of it',
      labels: { result: { values: ['hit', 'miss'] } },
      read: () => [
        { labels: { result: 'hit' }, value: cache.hits },
        { labels: { result: 'miss' }, value: cache.misses },
      ],
    },
    single(
      {
        name: 'leasehold.value_cache.stale',
        kind: 'counter',
        unit: '{value}',
        description: 'Values served past their time because AWS could not be asked',
      },
      () => cache.servedStale,
    ),
    single(
      {
        name: 'leasehold.value_cache.size',
        kind: 'gauge',
        unit: 'By',
        description: 'What the values held count for against the bound',
      },
      () => cache.bytes,
    ),
    single(
      {
        name: 'leasehold.value_cache.tenants',
        kind: 'gauge',
        unit: '{tenant}',
        description: 'Tenants with values held or under way',
      },
      () => cache.tenants,
    ),
  ];
}

function revocationMetrics({ revoked, revocationWatch }: MetricSources): readonly Metric[] {
  return [
    single(
      {
        name: 'leasehold.revocations.tenants',
        kind: 'gauge',
        unit: '{tenant}',
        description: 'Tenants that this instance refuses because they are revoked, or were restored a moment ago',
      },
      () => revoked.count,
    ),
    single(
      {
        name: 'leasehold.revocations.failing',
        kind: 'gauge',
        unit: '{read}',
        description: '1 while the list of revoked tenants cannot be read and the last known one stays in force, else 0',
      },
      () => (revocationWatch.isFailing ? 1 : 0),
    ),
  ];
}

function readyMetric(readiness: MetricSources['readiness']): Metric {
  return {
    name: 'leasehold.ready',
    kind: 'gauge',
    unit: '{condition}',
    description: '1 once the condition has held, 0 before; the instance is ready when all are 1',
    labels: { condition: { values: readiness.names, shown: conditionNames.map((name) => `\`${name}\``).join(', ') } },
    read: () => {
      const missing = new Set(readiness.missing);
      return readiness.names.map((condition) => ({ labels: { condition }, value: missing.has(condition) ? 0 : 1 }));
    },
  };
}

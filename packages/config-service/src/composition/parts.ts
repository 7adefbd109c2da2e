import type { Clock } from '@leasehold/domain';
import type { TokenVerifier } from '@leasehold/identity';
import type { IamAccess, RevocationList } from '@leasehold/revocation';
import type { AwsCalls, Backoff, ConfigStore, dynamoDbClient, StoreNames, ssmClient } from '@leasehold/storage';
import type { CachingVendor, CredentialVendor, FairBudget, Schedule, Vending } from '@leasehold/vending';
import type { UseCases } from '../edge/config-service-handlers.ts';
import type { GrpcEdge } from '../edge/grpc-edge.ts';
import type { InFlight } from '../edge/in-flight.ts';
import type { WaitingCalls } from '../edge/waiting-calls.ts';
import type { FreshnessTally } from '../freshness/freshness-tally.ts';
import type { KeyChanges } from '../freshness/key-changes.ts';
import type { Reconcile } from '../freshness/reconcile.ts';
import type { Refills } from '../freshness/refills.ts';
import type { WatchedGroups } from '../freshness/watched-groups.ts';
import type { AwsTrail } from '../logging/aws-trail.ts';
import type { LogDestination } from '../logging/log-destination.ts';
import type { ServiceLog } from '../logging/service-log.ts';
import type { CallTally } from '../metrics/call-tally.ts';
import type { Metric } from '../metrics/metric.ts';
import type { MetricsEndpoint } from '../metrics/metrics-endpoint.ts';
import type { VendingTally } from '../metrics/vending-tally.ts';
import type { CallerProof } from '../refresh/caller-proof.ts';
import type { RefreshPort } from '../refresh/refresh-port.ts';
import type { RefreshTally } from '../refresh/refresh-tally.ts';
import type { ForgottenTenants } from '../revocation/forgotten-tenants.ts';
import type { RevocationWatch } from '../revocation/revocation-watch.ts';
import type { RevokedTenants } from '../revocation/revoked-tenants.ts';
import type { Readiness, ReadyCondition } from '../service/readiness.ts';
import type { Closeable, Service } from '../service/service.ts';
import type { Settings } from '../settings/settings.ts';
import type { StoreRoutes } from '../use-cases/store-routes.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { WatchHub } from '../watch/watch-hub.ts';
import type { WatchTally } from '../watch/watch-tally.ts';
import { token } from './token.ts';

/** Every part of the service that can be replaced by an override. */
export const parts = {
  settings: token<Settings>('settings'),
  clock: token<Clock>('clock'),
  schedule: token<Schedule>('schedule'),
  random: token<() => number>('random'),
  newRequestId: token<() => string>('newRequestId'),
  logDestination: token<LogDestination>('logDestination'),
  log: token<ServiceLog>('log'),
  awsTrail: token<AwsTrail>('awsTrail'),
  verifier: token<TokenVerifier>('verifier'),
  vending: token<
    Omit<Vending, 'vendor'> & {
      readonly vendor: Pick<CachingVendor, 'vend' | 'held' | 'discard' | 'revoke' | 'restore' | 'stats'>;
    }
  >('vending'),
  vendor: token<CredentialVendor>('vendor'),
  storeNames: token<StoreNames>('storeNames'),
  dynamoDb: token<ReturnType<typeof dynamoDbClient>>('dynamoDb'),
  ssm: token<ReturnType<typeof ssmClient>>('ssm'),
  awsCalls: token<AwsCalls>('awsCalls'),
  backoff: token<Backoff>('backoff'),
  dynamoDbStore: token<ConfigStore>('dynamoDbStore'),
  parameterStore: token<ConfigStore>('parameterStore'),
  stores: token<StoreRoutes>('stores'),
  valueCache: token<ValueCache>('valueCache'),
  useCases: token<UseCases>('useCases'),
  iamAccess: token<IamAccess>('iamAccess'),
  revocationList: token<Pick<RevocationList, 'read' | 'close'>>('revocationList'),
  revoked: token<RevokedTenants>('revoked'),
  forgottenTenants: token<ForgottenTenants>('forgottenTenants'),
  revocationWatch: token<RevocationWatch>('revocationWatch'),
  freshnessTally: token<FreshnessTally>('freshnessTally'),
  refillBudget: token<FairBudget>('refillBudget'),
  refills: token<Refills>('refills'),
  keyChanges: token<KeyChanges>('keyChanges'),
  watchedGroups: token<WatchedGroups>('watchedGroups'),
  reconcile: token<Reconcile>('reconcile'),
  watchTally: token<WatchTally>('watchTally'),
  watchHub: token<WatchHub>('watchHub'),
  callerProof: token<CallerProof>('callerProof'),
  refreshTally: token<RefreshTally>('refreshTally'),
  refreshPort: token<RefreshPort>('refreshPort'),
  inFlight: token<InFlight>('inFlight'),
  unproven: token<InFlight>('unproven'),
  waiting: token<WaitingCalls>('waiting'),
  edge: token<GrpcEdge>('edge'),
  readyConditions: token<readonly ReadyCondition[]>('readyConditions'),
  readiness: token<Readiness>('readiness'),
  vendingTally: token<VendingTally>('vendingTally'),
  callTally: token<CallTally>('callTally'),
  metrics: token<readonly Metric[]>('metrics'),
  metricsEndpoint: token<MetricsEndpoint>('metricsEndpoint'),
  closeables: token<readonly Closeable[]>('closeables'),
  service: token<Service>('service'),
} as const;

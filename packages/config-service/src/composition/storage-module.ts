import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AwsCalls,
  type AwsClientSettings,
  Backoff,
  DynamoDbStore,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
  ParameterStore,
  StoreRouter,
  ssmClient,
} from '@leasehold/storage';
import { ContainerModule } from 'inversify';
import type { Settings } from '../settings/settings.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

const backoffBaseMs = 25;
const backoffCapMs = 1_000;

/** One AWS client a service for all tenants, and the stores on top of them. A third store is one more here. */
export const storageModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.storeNames, [parts.settings], ({ deployment }) => deploymentNames(deployment));
  provide(bind, parts.dynamoDb, [parts.settings], (settings) => dynamoDbClient(clientSettings(settings)));
  provide(bind, parts.ssm, [parts.settings], (settings) => ssmClient(clientSettings(settings)));
  provide(
    bind,
    parts.awsCalls,
    [parts.clock, parts.awsTrail, parts.vending],
    (clock, trail, { vendor }) =>
      new AwsCalls(
        clock,
        ({ requestId }) => trail.note(requestId),
        (credentials) => vendor.discard(credentials),
      ),
  );
  provide(bind, parts.backoff, [], () => new Backoff((ms) => sleep(ms), Math.random, backoffBaseMs, backoffCapMs));
  provide(
    bind,
    parts.dynamoDbStore,
    [parts.settings, parts.dynamoDb, parts.awsCalls, parts.storeNames, parts.clock, parts.backoff],
    ({ deployment: { table } }, client, calls, names, clock, backoff) =>
      new DynamoDbStore({ client, calls, table, names, clock, backoff, newRequestToken: () => randomUUID() }),
  );
  provide(
    bind,
    parts.parameterStore,
    [parts.settings, parts.ssm, parts.dynamoDb, parts.awsCalls, parts.storeNames, parts.clock, parts.backoff],
    ({ deployment: { table, parameterKeyId: keyId } }, ssm, dynamoDb, calls, names, clock, backoff) => {
      const newLockOwner = (): string => randomUUID();
      return new ParameterStore({ ssm, dynamoDb, calls, table, keyId, names, clock, backoff, newLockOwner });
    },
  );
  provide(
    bind,
    parts.stores,
    [parts.dynamoDbStore, parts.parameterStore],
    (dynamoDbStore, parameterStore) => new StoreRouter({ tenant_config: dynamoDbStore, param_config: parameterStore }),
  );
  provide(
    bind,
    parts.closeables,
    [
      parts.vending,
      parts.dynamoDb,
      parts.ssm,
      parts.log,
      parts.revocationWatch,
      parts.revocationList,
      parts.refills,
      parts.reconcile,
    ],
    (vending, dynamoDb, ssm, log, revocationWatch, revocationList, refills, reconcile) => [
      reconcile,
      refills,
      revocationWatch,
      revocationList,
      vending,
      { close: () => dynamoDb.destroy() },
      { close: () => ssm.destroy() },
      log,
    ],
  );
});

function clientSettings({ deployment, awsEndpoint }: Settings): AwsClientSettings {
  return { ...defaultAwsBounds, region: deployment.region, endpoint: awsEndpoint };
}

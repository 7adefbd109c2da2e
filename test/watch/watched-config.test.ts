import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import {
  asTask,
  ConfigClient,
  type LocalCloud,
  localClientId,
  serviceSettings,
  startLocalCloud,
  WatchedConfig,
} from '@leasehold/dev';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { until } from './until.ts';

const theme = { service: 'orders', key: 'tenant_config_theme' } as const;

/** No waiting between attempts, and no silence that is too long. */
function atOnce(milliseconds: number, work: () => void): () => void {
  if (milliseconds > 10_000) return () => undefined;
  const timer = setImmediate(work);
  return () => clearImmediate(timer);
}

describe('A client that keeps configuration as it is', () => {
  let cloud: LocalCloud;
  let instances: { readonly service: Service; readonly port: number }[];
  let clients: { close(): void }[];

  beforeEach(async () => {
    cloud = await startLocalCloud({ awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0 });
    instances = [];
    clients = [];
    for (let count = 0; count < 2; count += 1) {
      const addresses = { grpcPort: 0, aws: cloud.aws.endpoint, issuer: cloud.issuer.issuer, audience: localClientId };
      const service = composeService(
        readSettings(serviceSettings(cloud.deployment, addresses)),
        override(parts.logDestination, [], () => ({ write: () => undefined })),
        asTask(cloud.aws),
      );
      const { port } = await service.start();
      instances.push({ service, port });
    }
  });
  afterEach(async () => {
    for (const each of clients) each.close();
    for (const { service } of instances) await service.stop();
    await cloud.close();
  });

  const portOf = (index: number): number => instances[index]?.port ?? assert.fail();
  const token = (role: 'reader' | 'writer', services?: readonly string[]): string =>
    cloud.issuer.mint({
      tenant: 'acme',
      role,
      subject: role,
      ...(services === undefined ? {} : { services: [...services] }),
    });
  const put = async (index: number, value: string, expectedVersion: bigint): Promise<void> => {
    const client = new ConfigClient(`127.0.0.1:${portOf(index)}`);
    clients.push(client);
    await client.call('putConfig', token('writer'), { ...theme, value, expectedVersion });
  };

  it('goes on with another instance when its own stops, and misses nothing', async () => {
    await put(0, '"one"', 0n);
    const client = new ConfigClient(`ipv4:127.0.0.1:${portOf(0)},127.0.0.1:${portOf(1)}`);
    const changes: (string | undefined)[] = [];
    let tokens = 0;
    const watched = new WatchedConfig(client, {
      service: 'orders',
      token: async () => {
        tokens += 1;
        return token('reader');
      },
      onChange: (_key, entry) => changes.push(entry?.value),
      schedule: atOnce,
    });
    clients.push(watched, client);
    await watched.known();
    assert.equal(watched.entries.get(theme.key)?.value, '"one"');
    await put(0, '"two"', 1n);
    await until(() => changes.length === 2);
    await instances[0]?.service.stop();
    await put(1, '"three"', 2n);
    await until(() => watched.entries.get(theme.key)?.value === '"three"');
    await put(1, '"four"', 3n);
    await until(() => changes.length === 4);
    assert.deepEqual(changes, ['"one"', '"two"', '"three"', '"four"']);
    assert.ok(tokens >= 2);
  });

  it('ends when asking again would not help, and says why', async () => {
    const client = new ConfigClient(`127.0.0.1:${portOf(0)}`);
    const ended = Promise.withResolvers<{ readonly code: status }>();
    const watched = new WatchedConfig(client, {
      service: 'orders',
      token: async () => token('reader', ['billing']),
      onEnd: ended.resolve,
      schedule: atOnce,
    });
    clients.push(watched, client);
    assert.equal((await ended.promise).code, status.PERMISSION_DENIED);
  });
});

import assert from 'node:assert/strict';
import type { CallOptions } from '@grpc/grpc-js';
import { ConfigService, StoreTag } from '@leasehold/contract';
import { after, before, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import type { TestClient } from '../fakes/test-client.ts';

const key = 'tenant_config_theme';
const maxDeadlineMs = 30_000;

const calls: Readonly<Record<string, (client: TestClient, options: CallOptions) => Promise<unknown>>> = {
  GetConfig: (client, options) => client.call(ConfigService.method.getConfig, { service: 'orders', key }, options),
  BatchGetConfigs: (client, options) =>
    client.call(ConfigService.method.batchGetConfigs, { service: 'orders', keys: [key] }, options),
  ListConfigs: (client, options) =>
    client.call(ConfigService.method.listConfigs, { service: 'orders', tag: StoreTag.TENANT_CONFIG }, options),
  PutConfig: (client, options) =>
    client.call(ConfigService.method.putConfig, { service: 'orders', key, value: 'x' }, options),
  DeleteConfig: (client, options) =>
    client.call(ConfigService.method.deleteConfig, { service: 'orders', key, expectedVersion: 1n }, options),
};

describe('How long a call will wait for its session', () => {
  let running: RunningService;

  before(async () => {
    running = await RunningService.start({
      LEASEHOLD_MAX_DEADLINE_MS: String(maxDeadlineMs),
      LEASEHOLD_ABSENT_TTL_MS: '0',
    });
  });
  after(() => running.stop());

  for (const [method, call] of Object.entries(calls)) {
    it(`is known to the vendor: what is left of its deadline, or of what the service gives a call (${method})`, async () => {
      const client = running.client(tokenOf('acme', 'writer'));
      const within = async (options: CallOptions): Promise<number> => {
        await call(client, options);
        return running.vendor.vended.at(-1)?.withinMs ?? Number.NaN;
      };
      const short = await within({ deadline: Date.now() + 10_000 });
      assert.ok(short > 0 && short <= 10_000, `${short}`);
      for (const options of [{}, { deadline: Date.now() + 10 * maxDeadlineMs }]) {
        const most = await within(options);
        assert.ok(most > 10_000 && most <= maxDeadlineMs, `${most}`);
      }
    });
  }
});

import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, SensitivityCode, Source } from '@leasehold/contract';
import {
  IsolationRefusedError,
  PermissionDeniedError,
  ResourceExhaustedError,
  UnavailableError,
} from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import type { TestClient } from '../fakes/test-client.ts';

const { getConfig, batchGetConfigs, putConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const ttlMs = 30_000;
const staleMs = 60_000;

describe('While a store cannot be asked', () => {
  let running: RunningService;
  let client: TestClient;

  beforeEach(async () => {
    running = await RunningService.start({
      LEASEHOLD_TENANT_CONFIG_TTL_MS: String(ttlMs),
      LEASEHOLD_STALE_MS: String(staleMs),
    });
    client = running.client(tokenOf('acme', 'writer'));
    assert.equal((await client.call(putConfig, { ...theme, value: '"dark"' })).code, status.OK);
  });

  afterEach(() => running.stop());

  const failWith = (error: Error): void => {
    running.stores.tenant_config.before = () => {
      throw error;
    };
  };

  for (const error of [new UnavailableError('DynamoDB is down', 100), new ResourceExhaustedError('no budget', 100)]) {
    it(`a value past its time is served, told as stale and with its age (${error.code})`, async () => {
      failWith(error);
      running.clock.advance(ttlMs + 500);
      const got = await client.call(getConfig, theme);
      assert.equal(got.code, status.OK, got.message);
      const entry = got.reply?.entry;
      assert.deepEqual([entry?.value, entry?.stale, entry?.source], ['"dark"', true, Source.CACHE]);
      assert.deepEqual([entry?.age?.seconds, entry?.age?.nanos], [30n, 500_000_000]);

      const batch = await client.call(batchGetConfigs, { service: 'orders', keys: [theme.key, 'tenant_config_other'] });
      const [known, unknown] = batch.reply?.results ?? [];
      assert.ok(known?.outcome.case === 'entry' && known.outcome.value.stale);
      assert.equal(unknown?.outcome.case, 'error');

      running.clock.advance(staleMs);
      assert.notEqual((await client.call(getConfig, theme)).code, status.OK);
    });
  }

  it('nothing is told as stale that is not', async () => {
    assert.equal((await client.call(getConfig, theme)).reply?.entry?.stale, false);
    running.clock.advance(ttlMs);
    const read = await client.call(getConfig, theme);
    assert.deepEqual([read.reply?.entry?.stale, read.reply?.entry?.source], [false, Source.STORE]);
  });

  for (const error of [new PermissionDeniedError('AWS says no'), new IsolationRefusedError('dynamodb:GetItem')]) {
    it(`nothing is served to whom AWS refuses (${error.code})`, async () => {
      failWith(error);
      running.clock.advance(ttlMs);
      assert.equal((await client.call(getConfig, theme)).code, status.PERMISSION_DENIED);
      const batch = await client.call(batchGetConfigs, { service: 'orders', keys: [theme.key] });
      assert.notEqual(batch.reply?.results[0]?.outcome.case, 'entry');
    });
  }

  it('nothing of one tenant is served to another, and no secret', async () => {
    const secret = { service: 'orders', key: 'param_config_password' };
    await client.call(putConfig, { ...secret, value: 'x', sensitivity: SensitivityCode.SENSITIVE });
    for (const store of Object.values(running.stores)) {
      store.before = () => {
        throw new UnavailableError('down', 100);
      };
    }
    running.clock.advance(ttlMs);
    const foreign = running.client(tokenOf('globex', 'writer'));
    assert.equal((await foreign.call(getConfig, theme)).code, status.UNAVAILABLE);
    assert.equal((await client.call(getConfig, secret)).code, status.UNAVAILABLE);
  });
});

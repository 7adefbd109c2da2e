import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { NotFoundError, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BatchGetConfigs } from '../../src/use-cases/batch-get-configs.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import { callerOf, tokenOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { RunningService } from '../fakes/running-service.ts';
import { testSettings } from '../fakes/test-settings.ts';

const { batchGetConfigs, putConfig } = ConfigService.method;
const both = { service: 'orders', keys: ['tenant_config_theme', 'param_config_url'] };

describe('A batch', () => {
  let running: RunningService;
  beforeEach(async () => {
    running = await RunningService.start();
  });
  afterEach(() => running.stop());

  it('fails as a whole when STS refuses the caller’s token, which no key is to blame for', async () => {
    running.vendor.before = () => {
      throw new UnauthenticatedError('STS refused the token');
    };
    const { code, reply } = await running.client(tokenOf('acme')).call(batchGetConfigs, both);
    assert.equal(code, status.UNAUTHENTICATED);
    assert.equal(reply, undefined);
  });

  for (const first of ['from the store', 'from memory']) {
    it(`tells no key of it older than another reply has told meanwhile, while a slow store is waited for (${first})`, async () => {
      const writer = running.client(tokenOf('acme', 'writer'));
      const reader = running.client(tokenOf('acme', 'reader'));
      const write = (value: string, expectedVersion: bigint) =>
        writer.call(putConfig, { service: 'orders', key: 'tenant_config_theme', value, expectedVersion });
      await write('"old"', 0n);
      if (first === 'from the store') running.clock.advance(3_600_000);
      const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      running.stores.param_config.after = () => {
        reached.resolve();
        return opened.promise;
      };
      const batch = reader.call(batchGetConfigs, both);
      await reached.promise;
      await write('"new"', 1n);
      opened.resolve();
      const outcome = (await batch).reply?.results[0]?.outcome;
      assert.equal(outcome?.case === 'entry' ? outcome.value.version : outcome, 2n);
    });
  }

  it('asks no store once its caller has gone', async () => {
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    running.vendor.before = () => {
      reached.resolve();
      return opened.promise;
    };
    const { call, answer } = await running.client(tokenOf('acme')).begin(batchGetConfigs, both);
    await reached.promise;
    call.cancel();
    assert.equal((await answer).code, status.CANCELLED);
    await running.until(() => running.log.records().some(({ msg }) => msg === 'call'));
    opened.resolve();
    await running.settled();
    assert.deepEqual([...running.stores.tenant_config.calls, ...running.stores.param_config.calls], []);
  });
});

describe('A batch of one store', () => {
  const clock = new ManualClock();
  const waiting = { isWanted: () => true, remainingMs: () => 1_000, follow: <T>(work: () => T): T => work() };
  const request = { service: 'orders', keys: ['tenant_config_theme'] };
  let cache: ValueCache;
  let store: MemoryStore;
  let batch: BatchGetConfigs;
  beforeEach(() => {
    const { valueCache, maxReplyBytes } = testSettings();
    cache = new ValueCache(valueCache, clock);
    store = new MemoryStore('tenant_config');
    batch = new BatchGetConfigs(cache, new FakeVendor(), { storeFor: () => store }, clock, maxReplyBytes);
  });

  it('that fails leaves nothing of its tenant behind', async () => {
    store.before = () => {
      throw new UnavailableError('down', 1);
    };
    const [outcome] = await batch.execute(callerOf('acme'), request, waiting);
    assert.ok(outcome instanceof UnavailableError);
    assert.equal(cache.tenants, 0);
  });

  it('that forgets a key is a failure of that key, and never "nothing is stored"', async () => {
    store.getMany = async () => new Map();
    const [outcome] = await batch.execute(callerOf('acme'), request, waiting);
    assert.ok(outcome instanceof Error && !(outcome instanceof NotFoundError));
    assert.equal(cache.tenants, 0);
  });
});

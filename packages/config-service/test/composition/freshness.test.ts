import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, RefreshService, Source } from '@leasehold/contract';
import { parseConfigKey, parseServiceName, parseTenantId } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import type { KeyChange, KeyChanges } from '../../src/freshness/key-changes.ts';
import { tokenOf } from '../fakes/callers.ts';
import { FakeProof, withRefreshPort } from '../fakes/fake-proof.ts';
import { RunningService } from '../fakes/running-service.ts';
import { scrapeText } from '../fakes/scrape.ts';
import { SimulatedTime } from '../fakes/simulated-time.ts';
import type { TestClient } from '../fakes/test-client.ts';

const { getConfig, putConfig, deleteConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const acme = parseTenantId('acme');

describe('The composed service keeps what it holds fresh', () => {
  let running: RunningService;
  let time: SimulatedTime;
  let client: TestClient;
  let metricsPort: number;

  beforeEach(async () => {
    time = new SimulatedTime();
    running = new RunningService(
      { ...withRefreshPort, LEASEHOLD_TENANT_CONFIG_TTL_MS: '3600000', LEASEHOLD_METRICS_PORT: '0' },
      new FakeProof().override,
      override(parts.clock, [], () => time),
      override(parts.schedule, [], () => time.schedule),
    );
    const started = await running.service.start();
    running.port = started.port;
    running.refreshPort = started.refreshPort ?? 0;
    metricsPort = started.metricsPort ?? 0;
    client = running.client(tokenOf('acme', 'writer'));
    assert.equal((await client.call(putConfig, { ...theme, value: '"dark"' })).code, status.OK);
    running.vendor.atHand.add(acme);
  });

  afterEach(() => running.stop());

  async function putBehindItsBack(value: string): Promise<void> {
    const session = running.vendor.held(acme) ?? assert.fail();
    const store = running.stores.tenant_config;
    const { name } = parseConfigKey(theme.key);
    const service = parseServiceName('orders');
    const expectedVersion = (await store.get(session, service, name))?.version ?? 0;
    const write = { value, contentType: 'application/json', sensitivity: 'normal', author: 'bob' } as const;
    await store.put(session, service, name, { ...write, expectedVersion });
  }
  const seen = async () => {
    const { reply } = await client.call(getConfig, theme);
    return [reply?.entry?.value, reply?.entry?.source];
  };

  it('when the notifier tells of a change: it is in memory before anybody asks', async () => {
    await putBehindItsBack('"light"');
    assert.deepEqual(await seen(), ['"dark"', Source.CACHE]);
    const notifier = running.refreshClient('refresh');
    const changes = [{ tenant: 'acme', service: 'orders', keys: [theme.key] }];
    assert.equal((await notifier.call(RefreshService.method.refresh, { changes })).code, status.OK);
    await time.advance(0);
    assert.deepEqual(await seen(), ['"light"', Source.CACHE]);
    assert.match(await scrapeText(metricsPort), /leasehold_refills_total\{outcome="done"[^}]*\} 1/);
  });

  it('within its interval when nobody does', async () => {
    await putBehindItsBack('"light"');
    await time.advance(60_000);
    assert.deepEqual(await seen(), ['"light"', Source.CACHE]);
    const text = await scrapeText(metricsPort);
    assert.match(text, /leasehold_reconcile_keys_total\{store="tenant_config",outcome="repaired"[^}]*\} 1/);
  });

  it('and compares nothing any more once it has stopped', async () => {
    await running.stop();
    const { calls } = running.stores.tenant_config;
    calls.length = 0;
    await time.advance(300_000);
    assert.deepEqual(calls, []);
  });
});

describe('A write', () => {
  const told: KeyChange['cause'][] = [];
  const changes: KeyChanges = {
    changed: (tenant, service, { name }, cause) => {
      assert.deepEqual([tenant, service, name], ['acme', 'orders', 'theme']);
      told.push(cause);
    },
    onChange: () => () => {},
  };

  it('is told to whoever listens to changes, whatever came of it, and not before AWS was asked', async () => {
    const running = await RunningService.start(
      {},
      override(parts.keyChanges, [], () => changes),
    );
    try {
      const client = running.client(tokenOf('acme', 'writer'));
      const put = (expectedVersion: bigint) => client.call(putConfig, { ...theme, value: '"v"', expectedVersion });
      assert.equal((await running.client(tokenOf('acme')).call(putConfig, { ...theme, value: '"v"' })).code, 7);
      assert.equal(told.length, 0);
      assert.equal((await put(0n)).code, status.OK);
      assert.equal(told.length, 1);
      assert.equal((await put(7n)).code, status.ABORTED);
      assert.equal(told.length, 2);
      assert.equal((await client.call(deleteConfig, { ...theme, expectedVersion: 1n })).code, status.OK);
      assert.deepEqual(told, ['write', 'write', 'write']);
    } finally {
      await running.stop();
    }
  });
});

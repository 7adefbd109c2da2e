import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, RefreshService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { unprovenPlaces } from '../../src/composition/unproven-places.ts';
import { tokenOf } from '../fakes/callers.ts';
import { FakeProof, withRefreshPort } from '../fakes/fake-proof.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';
import { OpenWatch, type WatchInit } from '../fakes/open-watch.ts';
import { grpcStatuses } from '../fakes/raw-http2.ts';
import { RunningService } from '../fakes/running-service.ts';
import { samplesOf, sampleValue, scrapeText } from '../fakes/scrape.ts';

const { putConfig, deleteConfig } = ConfigService.method;
const key = 'tenant_config_theme';
const orders: WatchInit = { service: 'orders' };
const bearer = (tenant: string) => [`Bearer ${tokenOf(tenant)}`];
const small = {
  LEASEHOLD_MAX_WATCHES: '3',
  LEASEHOLD_MAX_WATCHES_PER_TENANT: '2',
  LEASEHOLD_METRICS_PORT: '0',
  LEASEHOLD_MAX_IN_FLIGHT: '20',
};

describe('WatchConfigs over the wire', () => {
  let schedule: ManualSchedule;
  let running: RunningService;
  let metricsPort: number;
  let watches: OpenWatch[];

  beforeEach(async () => {
    schedule = new ManualSchedule();
    watches = [];
    running = new RunningService(
      { ...small, ...withRefreshPort },
      override(parts.schedule, [], () => schedule.after),
      new FakeProof().override,
    );
    const started = await running.service.start();
    running.port = started.port;
    running.refreshPort = started.refreshPort ?? 0;
    metricsPort = started.metricsPort ?? 0;
  });
  afterEach(async () => {
    for (const each of watches) each.close();
    await running.stop();
  });

  const watch = (authorization: readonly string[], init: WatchInit | Buffer = orders): OpenWatch => {
    const opened = new OpenWatch(running.port, authorization, init);
    watches.push(opened);
    return opened;
  };
  const begun = async (tenant: string, init: WatchInit = orders): Promise<OpenWatch> => {
    const opened = watch(bearer(tenant), init);
    await running.until(() => opened.hasBegun);
    return opened;
  };
  const put = async (value: string, expectedVersion: bigint, tenant = 'acme') => {
    const writer = running.client(tokenOf(tenant, 'writer'));
    const { code } = await writer.call(putConfig, { service: 'orders', key, value, expectedVersion });
    assert.equal(code, status.OK);
  };
  const metric = async (name: string, labels = {}) =>
    sampleValue(samplesOf(await scrapeText(metricsPort)), name, labels);
  const lineOf = (grpcCode: number) =>
    running.log.records().find((line) => line['method'] === 'WatchConfigs' && line['grpcCode'] === grpcCode);

  it('tells what is stored and what this instance is asked to change', async () => {
    await put('"dark"', 0n);
    const watching = await begun('acme');
    await put('"light"', 1n);
    await running.until(() => watching.received.length === 2);
    await running.client(tokenOf('acme', 'writer')).call(deleteConfig, { service: 'orders', key, expectedVersion: 2n });
    await running.until(() => watching.received.length === 3);
    assert.deepEqual(watching.values, ['"dark"', '"light"', 'deleted']);
    assert.ok(watching.received.every(({ resumeToken }) => resumeToken.length > 0));
    assert.equal(await metric('leasehold_watch_open'), 1);
    assert.equal(await metric('leasehold_watch_changes_total', { outcome: 'delivered' }), 2);
    assert.equal(await metric('leasehold_watch_snapshots_total', { reason: 'first' }), 1);
  });

  it('tells what another instance changed, as soon as this one is told', async () => {
    const watching = await begun('acme');
    const other = new RunningService();
    Object.assign(other, { stores: running.stores });
    const { store, session } = {
      store: running.stores.tenant_config,
      session: await running.vendor.vend({ tenant: 'acme' } as never, { access: 'write', service: null }),
    };
    const write = {
      value: '"x"',
      contentType: 'application/json',
      sensitivity: 'normal',
      expectedVersion: 0,
      author: 'a',
    } as const;
    await store.put(session, 'orders' as never, 'theme' as never, write);
    const { code } = await running
      .refreshClient('refresh')
      .call(RefreshService.method.refresh, { changes: [{ tenant: 'acme', service: 'orders', keys: [key] }] });
    assert.equal(code, status.OK);
    await running.until(() => watching.received.length === 2);
    assert.deepEqual(watching.values, ['"x"']);
  });

  it('is the one read ahead of a value that callers use too', async () => {
    await put('"one"', 0n);
    const watching = await begun('acme');
    running.vendor.atHand.add('acme' as never);
    const reader = running.client(tokenOf('acme'));
    await reader.call(ConfigService.method.getConfig, { service: 'orders', key });
    running.stores.tenant_config.calls.length = 0;
    const changes = [{ tenant: 'acme', service: 'orders', keys: [key] }];
    await running.refreshClient('refresh').call(RefreshService.method.refresh, { changes });
    await running.until(() => running.stores.tenant_config.calls.includes('get'));
    await running.settled();
    await reader.call(ConfigService.method.getConfig, { service: 'orders', key });
    assert.deepEqual(running.stores.tenant_config.calls, ['get']);
    for (const outcome of ['done', 'no-session', 'dropped', 'failed']) {
      assert.equal(await metric('leasehold_refills_total', { outcome }), 0, outcome);
    }
    assert.equal(watching.received.length, 1);
  });

  it('tells a tenant nothing of another, nor a service of another', async () => {
    const [globex, billing] = [await begun('globex'), await begun('acme', { service: 'billing' })];
    const acme = await begun('acme');
    await put('"acme"', 0n);
    await running.until(() => acme.received.length === 2);
    await running.settled();
    assert.deepEqual([globex.values, billing.values], [[], []]);
  });

  it('goes on with a resume token', async () => {
    const first = await begun('acme');
    first.leave();
    await running.until(() => lineOf(status.CANCELLED) !== undefined);
    await put('"meanwhile"', 0n);
    const resumeToken = first.received[0]?.resumeToken ?? assert.fail();
    const second = await begun('acme', { service: 'orders', resumeToken });
    await running.until(() => second.values.length === 1);
    assert.deepEqual(
      second.received.map(({ event }) => event.case),
      ['heartbeat', 'change'],
    );
    assert.equal(await metric('leasehold_watch_resumes_total'), 1);
  });

  it('is for verified callers, and looks at nothing else before', async () => {
    const garbage = Buffer.from([0x0a, 0xff]);
    const refused = [
      await watch([], garbage).ended,
      await watch(['Basic abc'], garbage).ended,
      await watch(['Bearer a.b.c'], garbage).ended,
    ];
    for (const { code, details, metadata } of refused) {
      assert.equal(code, status.UNAUTHENTICATED);
      assert.equal(details, 'the bearer token was missing or not accepted');
      assert.equal(metadata.get('x-request-id').length, 1);
    }
    assert.equal((await watch(bearer('acme'), garbage).ended).code, status.INVALID_ARGUMENT);
  });

  it('refuses several authorization headers', async () => {
    const [value = ''] = bearer('acme');
    const path = '/leasehold.config.v1.ConfigService/WatchConfigs';
    const statuses = await grpcStatuses(`http://127.0.0.1:${running.port}`, [[value, value]], {}, path);
    assert.deepEqual(statuses, [String(status.UNAUTHENTICATED)]);
  });

  it('waits for its token among the calls that nobody has proven, and is never begun if its caller leaves', async () => {
    const gate = Promise.withResolvers<void>();
    running.verifier.before = () => gate.promise;
    const [stays, leaves] = [watch(bearer('acme')), watch(bearer('globex'))];
    await running.until(() => running.verifier.verifications === 2);
    assert.equal(await metric('leasehold_calls_in_flight', { caller: 'unproven' }), 2);
    leaves.leave();
    await running.until(() => lineOf(status.CANCELLED) !== undefined);
    gate.resolve();
    await running.until(() => stays.hasBegun);
    assert.equal(await metric('leasehold_calls_in_flight', { caller: 'unproven' }), 0);
    assert.equal(await metric('leasehold_watch_open'), 1);
  });

  it('is verified only if there is a place among those calls', async () => {
    const gate = Promise.withResolvers<void>();
    running.verifier.before = () => gate.promise;
    const places = unprovenPlaces(20);
    const strangers = Array.from({ length: places + 1 }, () => watch(bearer('acme')));
    const { code } = await Promise.race(strangers.map(({ ended }) => ended));
    assert.equal(code, status.RESOURCE_EXHAUSTED);
    assert.equal(running.verifier.verifications, places);
    gate.resolve();
  });

  it('refuses what a read would be refused', async () => {
    const scoped = [`Bearer ${tokenOf('acme', 'reader', ['billing'])}`];
    assert.equal((await watch(scoped).ended).code, status.PERMISSION_DENIED);
    const { code, details } = await watch(bearer('acme'), { ...orders, keyPrefix: 'nonsense' }).ended;
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(details, /^key_prefix: /);
    assert.equal(await metric('leasehold_watch_open'), 0);
  });

  it('of a revoked tenant is refused before AWS is asked for anything', async () => {
    running.revocations.set(['acme']);
    await schedule.goOff();
    const { code } = await watch(bearer('acme')).ended;
    assert.equal(code, status.PERMISSION_DENIED);
    assert.deepEqual(running.vendor.vended, []);
  });

  it('tells why it cannot begin', async () => {
    running.stores.tenant_config.before = () => {
      throw new UnavailableError('the table is not there', 1_000);
    };
    const { code, details } = await watch(bearer('acme')).ended;
    assert.deepEqual([code, details], [status.UNAVAILABLE, 'the table is not there']);
  });

  it('is bounded, for a tenant and for the instance', async () => {
    const first = await begun('acme');
    await begun('acme');
    assert.equal((await watch(bearer('acme')).ended).code, status.RESOURCE_EXHAUSTED);
    await begun('globex');
    assert.equal((await watch(bearer('initech')).ended).code, status.RESOURCE_EXHAUSTED);
    first.leave();
    await running.until(() => lineOf(status.CANCELLED) !== undefined);
    await begun('initech');
  });

  it('has one line in the log, when it has ended', async () => {
    const watching = await begun('acme');
    assert.ok(!running.log.text().includes('WatchConfigs'));
    watching.leave();
    await running.until(() => lineOf(status.CANCELLED) !== undefined);
    const line = lineOf(status.CANCELLED);
    assert.equal(line?.['tenant'], 'acme');
    assert.equal(line?.['subject'], 'reader-of-acme');
  });

  it('ends when its token expires', async () => {
    const watching = await begun('acme');
    running.clock.advance(Date.UTC(2027, 0) - running.clock.now());
    await schedule.goOff();
    assert.equal((await watching.ended).code, status.UNAUTHENTICATED);
    assert.equal(lineOf(status.UNAUTHENTICATED)?.['reason'], 'expired');
  });

  it('ends when its tenant is revoked, as a call would be refused', async () => {
    const [watching, other] = [await begun('acme'), await begun('globex')];
    running.revocations.set(['acme']);
    await schedule.goOff();
    const { code, details } = await watching.ended;
    assert.equal(code, status.PERMISSION_DENIED);
    assert.match(details, /revoked/);
    await put('"still"', 0n, 'globex');
    await running.until(() => other.values.length === 1);
  });

  it('says that it is alive', async () => {
    const watching = await begun('acme');
    running.clock.advance(30_000);
    await schedule.goOff();
    await running.until(() => watching.received.length === 2);
    assert.equal(watching.received[1]?.event.case, 'heartbeat');
  });

  it('ends with the instance, which is not held up by it', async () => {
    const watching = await begun('acme');
    const clean = running.service.stop();
    const { code, details } = await watching.ended;
    assert.equal(code, status.UNAVAILABLE);
    assert.equal(details, 'this instance is stopping; try again on another one');
    assert.equal(await clean, true);
  });

  it('of one that reads nothing holds up neither others nor the refresh, and is told the newest in the end', async () => {
    const [slow, quick] = [await begun('acme'), await begun('acme')];
    slow.pause();
    const refresh = running.refreshClient('refresh');
    const text = (version: number) => `"${version}${'x'.repeat(100_000)}"`;
    for (let version = 0; version < 40; version += 1) {
      await put(text(version), BigInt(version));
      const changes = [{ tenant: 'acme', service: 'orders', keys: [key] }];
      assert.equal((await refresh.call(RefreshService.method.refresh, { changes })).code, status.OK);
      await running.until(() => quick.values.length === version + 1);
    }
    slow.resume();
    await running.until(() => slow.values.at(-1) === text(39));
    assert.ok(slow.values.length < 40, `${slow.values.length} of 40 were told`);
  });
});

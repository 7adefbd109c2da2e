import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { ConfigService, RefreshService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { FakeProof, withRefreshPort } from '../fakes/fake-proof.ts';
import { grpcStatuses } from '../fakes/raw-http2.ts';
import { RunningService } from '../fakes/running-service.ts';
import { samplesOf, sampleValue, scrapeText } from '../fakes/scrape.ts';
import { turns } from '../fakes/turns.ts';

const { getConfig } = ConfigService.method;
const { refresh, readRevocations } = RefreshService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const ofTheme = { changes: [{ tenant: 'acme', service: 'orders', keys: [theme.key] }] };

describe('The refresh port', () => {
  let running: RunningService;
  let proof: FakeProof;

  beforeEach(async () => {
    proof = new FakeProof();
    running = await RunningService.start({ ...withRefreshPort, LEASEHOLD_METRICS_PORT: '0' }, proof.override);
  });
  afterEach(() => running.stop());

  const notifier = () => running.refreshClient('refresh');
  const get = (tenant: string) => running.client(tokenOf(tenant)).call(getConfig, theme);
  const put = (tenant: string, value: string) =>
    running.client(tokenOf(tenant, 'writer')).call(ConfigService.method.putConfig, { ...theme, value });

  it('has the next read ask the store, for the tenant and key that were named and no other', async () => {
    for (const tenant of ['acme', 'globex']) {
      await put(tenant, tenant);
      await get(tenant);
    }
    const { calls } = running.stores.tenant_config;
    const reads = () => calls.filter((call) => call === 'get').length;
    const before = reads();
    const { code, reply } = await notifier().call(refresh, ofTheme);
    assert.deepEqual([code, reply?.invalidated], [status.OK, 1]);
    for (const tenant of ['globex', 'acme', 'acme']) assert.equal((await get(tenant)).code, status.OK);
    assert.equal(reads(), before + 1);
  });

  it('skips and counts what is outside the grammar, and acts on the rest', async () => {
    const keys = [theme.key, 'tenant_config_', 'theme', '../x', 'tenant_config_a b', 'param_config_db'];
    const { reply } = await notifier().call(refresh, {
      changes: [
        { tenant: 'acme', service: 'orders', keys },
        { tenant: 'acme', service: '', keys: [theme.key, 'param_config_shared'] },
        { tenant: 'a*', service: 'orders', keys: [theme.key] },
        { tenant: 'acme', service: 'or/ders', keys: [theme.key] },
        { tenant: '', service: 'orders', keys: [theme.key] },
        { tenant: 'acme', service: 'orders', keys: [] },
      ],
    });
    assert.equal(reply?.invalidated, 3);
    const samples = await scraped();
    assert.equal(sampleValue(samples, 'leasehold_refresh_keys_total', { outcome: 'invalidated' }), 3);
    assert.equal(sampleValue(samples, 'leasehold_refresh_keys_total', { outcome: 'skipped' }), 8);
  });

  it('takes 1,000 keys and refuses 1,001, and a message larger than any of 1,000', async () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `tenant_config_${index}`);
    const answer = await notifier().call(refresh, { changes: [{ tenant: 'acme', service: 'orders', keys }] });
    assert.equal(answer.reply?.invalidated, 1_000);
    const more = { changes: [...ofTheme.changes, { tenant: 'acme', service: 'billing', keys }] };
    assert.equal((await notifier().call(refresh, more)).code, status.INVALID_ARGUMENT);
    const large = { changes: [{ tenant: 'acme', service: 'orders', keys: ['x'.repeat(600_000)] }] };
    assert.equal((await notifier().call(refresh, large)).code, status.RESOURCE_EXHAUSTED);
  });

  it('answers a stranger before its message is complete, and takes nothing of it off the connection until it knows who calls', async () => {
    let isKnown: (() => void) | undefined;
    proof.before = () => new Promise((resolve) => (isKnown = resolve));
    const session = connect(`http://127.0.0.1:${running.refreshPort}`);
    try {
      const path = '/leasehold.refresh.v1.RefreshService/Refresh';
      const call = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const half = Buffer.alloc(400_000);
      half.writeUInt32BE(500_000, 1);
      let isTaken = false;
      call.write(half, () => (isTaken = true));
      for (let turn = 0; turn < 50_000 && isKnown === undefined; turn += 1) await turns(1);
      await turns(1_000);
      assert.ok(!isTaken);
      assert.ok(isKnown);
      isKnown();
      const [headers] = await once(call, 'response');
      assert.equal(headers['grpc-status'], String(status.UNAUTHENTICATED));
    } finally {
      session.destroy();
    }
  });

  it('looks at nothing of a request before it knows who calls', async () => {
    const garbage = Buffer.from([0x0a, 0xff]);
    const stranger = await running.refreshClient('nobody').beginBytes(refresh, garbage).answer;
    assert.deepEqual([stranger.code, stranger.message], [status.UNAUTHENTICATED, 'the caller was not accepted']);
    assert.equal((await notifier().beginBytes(refresh, garbage).answer).code, status.INVALID_ARGUMENT);
  });

  it('refuses whoever is not proven to be that caller, with one text and without a detail', async () => {
    const callers = [null, '', 'nobody', tokenOf('acme', 'writer'), 'readRevocations'];
    for (const caller of callers) {
      const { code, message, trailers } = await running.refreshClient(caller).call(refresh, ofTheme);
      assert.deepEqual([code, message], [status.UNAUTHENTICATED, 'the caller was not accepted'], String(caller));
      assert.deepEqual(trailers.get('grpc-status-details-bin'), []);
    }
    const read = await running.refreshClient('refresh').call(readRevocations, {});
    assert.equal(read.code, status.UNAUTHENTICATED);
  });

  it('refuses duplicate authorization headers, which Node would make one of', async () => {
    const origin = `http://127.0.0.1:${running.refreshPort}`;
    const calls = [['Bearer refresh', 'Bearer nobody'], ['Bearer refresh'], ['Bearer refresh', '']];
    const statuses = await grpcStatuses(origin, calls, {}, '/leasehold.refresh.v1.RefreshService/Refresh');
    const { UNAUTHENTICATED, INVALID_ARGUMENT } = status;
    assert.deepEqual(statuses, [UNAUTHENTICATED, INVALID_ARGUMENT, UNAUTHENTICATED].map(String));
  });

  it('says UNAVAILABLE when it could not find out who calls', async () => {
    proof.before = () => {
      throw new UnavailableError('the keys of the token issuer are not available', 1_000);
    };
    assert.equal((await notifier().call(refresh, ofTheme)).code, status.UNAVAILABLE);
  });

  it('tells the log of refused callers at once, and once a minute however many come', async () => {
    const lines = () => running.log.records().filter(({ event }) => event === 'refresh refused');
    for (let calls = 0; calls < 5; calls += 1) await running.refreshClient(null).call(refresh, ofTheme);
    assert.deepEqual(
      lines().map(({ level, reason, refused }) => [level, reason, refused]),
      [['warn', 'principal', 1]],
    );
    running.clock.advance(60_000);
    await running.refreshClient(null).call(refresh, ofTheme);
    assert.deepEqual(
      lines().map(({ refused }) => refused),
      [1, 5],
    );
    const samples = await scraped();
    const labels = { rpc_method: 'leasehold.refresh.v1.RefreshService/Refresh', outcome: 'refused' };
    assert.equal(sampleValue(samples, 'leasehold_refresh_calls_total', labels), 6);
  });

  it('bounds how many callers it proves at a time, and takes others again afterwards', async () => {
    const gate = Promise.withResolvers<void>();
    proof.before = () => gate.promise;
    const client = notifier();
    const waiting = Array.from({ length: 64 }, () => running.refreshClient(null).call(refresh, ofTheme));
    await running.until(() => proof.proofs === 64);
    assert.equal((await client.call(refresh, ofTheme)).code, status.RESOURCE_EXHAUSTED);
    gate.resolve();
    for (const each of waiting) assert.equal((await each).code, status.UNAUTHENTICATED);
    assert.equal((await client.call(refresh, ofTheme)).code, status.OK);
  });

  it('is not on the public port, which does not know it', async () => {
    assert.equal((await running.client('refresh').call(refresh, ofTheme)).code, status.UNIMPLEMENTED);
    const read = await running.client('readRevocations').call(readRevocations, {});
    assert.equal(read.code, status.UNIMPLEMENTED);
    assert.equal((await running.refreshClient(tokenOf('acme')).call(getConfig, theme)).code, status.UNIMPLEMENTED);
  });

  it('answers those who wait when the instance stops, and takes no more', async () => {
    const gate = Promise.withResolvers<void>();
    proof.before = () => gate.promise;
    const { answer } = await notifier().begin(refresh, ofTheme);
    await running.until(() => proof.proofs === 1);
    await running.service.stop();
    assert.equal((await answer).code, status.UNAVAILABLE);
    gate.resolve();
    assert.equal((await notifier().call(refresh, ofTheme)).code, status.UNAVAILABLE);
  });

  it('goes on while calls on the public port are drained', async () => {
    const read = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    running.stores.tenant_config.before = () => {
      reached.resolve();
      return read.promise;
    };
    const late = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await reached.promise;
    const stopped = running.service.stop();
    assert.equal((await notifier().call(refresh, ofTheme)).code, status.OK);
    read.resolve();
    assert.equal((await late.answer).code, status.NOT_FOUND);
    assert.equal(await stopped, true);
  });

  it('keeps an instance from being ready that cannot tell yet who calls', async () => {
    const keyless = new FakeProof();
    keyless.prepare = async () => {
      throw new UnavailableError('no keys yet', 1_000);
    };
    const other = await RunningService.start(withRefreshPort, keyless.override);
    await other.stop();
    assert.match(other.log.text(), /not ready: waiting for refresh-issuer-keys/);
    assert.doesNotMatch(other.log.text(), /"event":"ready"/);
  });

  it('is not there unless it is asked for', async () => {
    const other = new RunningService();
    const { refreshPort } = await other.service.start();
    await other.stop();
    assert.equal(refreshPort, null);
    assert.match(running.log.text(), /"event":"refresh","address":"127.0.0.1","port":[0-9]+,"security":"plaintext"/);
  });

  const scraped = async () => {
    const { port } = running.log.records().find(({ event }) => event === 'metrics') ?? {};
    return samplesOf(await scrapeText(Number(port)));
  };
});

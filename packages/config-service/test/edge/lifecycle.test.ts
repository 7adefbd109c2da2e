import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { IsolationRefusedError, UnauthenticatedError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig, putConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };

/** A gate for a fake to wait at, which also tells when somebody has come to it. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const pass = (): Promise<void> => {
    reached.resolve();
    return opened.promise;
  };
  return { reached: reached.promise, open: opened.resolve, pass };
}

describe('The life of a call', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start({ LEASEHOLD_MAX_IN_FLIGHT: '2', LEASEHOLD_DRAIN_MS: '5000' });
  });

  afterEach(() => running.stop());

  const records = () => running.log.records().filter(({ msg }) => msg === 'call');

  it('ends at its deadline, does nothing further then, and is logged', async () => {
    const vend = gate();
    running.vendor.before = vend.pass;
    const answer = await running.client(tokenOf('acme')).call(getConfig, theme, { deadline: Date.now() + 50 });
    assert.equal(answer.code, status.DEADLINE_EXCEEDED);
    await running.until(() => records().length === 1);
    vend.open();
    await running.settled();
    assert.deepEqual(running.stores.tenant_config.calls, []);
    // The client resets the stream at its deadline too; whichever the server sees first is what it logs.
    assert.ok([status.DEADLINE_EXCEEDED, status.CANCELLED].includes(Number(records()[0]?.['grpcCode'])));
  });

  it('ends when its caller leaves, and writes nothing that had not begun', async () => {
    const vend = gate();
    running.vendor.before = vend.pass;
    const client = running.client(tokenOf('acme', 'writer'));
    const { call, answer } = await client.begin(putConfig, { ...theme, value: '1' });
    await vend.reached;
    call.cancel();
    assert.equal((await answer).code, status.CANCELLED);
    await running.until(() => records().length === 1);
    vend.open();
    await running.settled();
    assert.deepEqual(running.stores.tenant_config.calls, []);
    assert.equal(records()[0]?.['grpcCode'], status.CANCELLED);
  });

  it('keeps its place when strangers with unproven tokens wait', async () => {
    const proven = running.client(tokenOf('acme'));
    assert.equal((await proven.call(getConfig, theme)).code, status.NOT_FOUND);
    const issuer = gate();
    running.verifier.before = issuer.pass;
    const stranger = await running.client(tokenOf('globex')).begin(getConfig, theme);
    await issuer.reached;
    const another = await running.client(tokenOf('initech')).call(getConfig, theme);
    assert.equal(another.code, status.RESOURCE_EXHAUSTED);
    assert.equal((await proven.call(getConfig, theme)).code, status.NOT_FOUND);
    issuer.open();
    assert.equal((await stranger.answer).code, status.NOT_FOUND);
    assert.equal((await running.client(tokenOf('initech')).call(getConfig, theme)).code, status.NOT_FOUND);
  });

  it('is cut at the longest time this service gives, even when the caller gives more', async () => {
    const bounded = await RunningService.start({ LEASEHOLD_MAX_DEADLINE_MS: '100' });
    try {
      const vend = gate();
      bounded.vendor.before = vend.pass;
      const answer = await bounded.client(tokenOf('acme')).call(getConfig, theme, { deadline: Date.now() + 60_000 });
      assert.equal(answer.code, status.DEADLINE_EXCEEDED);
      assert.match(answer.message, /at most 100 ms/);
      vend.open();
    } finally {
      await bounded.stop();
    }
  });

  it('shares a read with others of its tenant, and is not failed by the first one’s leaving', async () => {
    const read = gate();
    running.stores.tenant_config.before = read.pass;
    const first = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await read.reached;
    const second = await running.client(tokenOf('acme', 'writer')).begin(getConfig, theme);
    await running.until(() => running.verifier.verifications === 2);
    first.call.cancel();
    assert.equal((await first.answer).code, status.CANCELLED);
    read.open();
    assert.equal((await second.answer).code, status.NOT_FOUND);
    assert.deepEqual(running.stores.tenant_config.calls, ['get']);
  });

  it('does not fail because STS refused the token of the caller whose read it shares', async () => {
    const vend = gate();
    running.vendor.before = async (caller) => {
      if (caller.role !== 'reader') return;
      await vend.pass();
      throw new UnauthenticatedError('STS refused the token');
    };
    const first = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await vend.reached;
    const second = await running.client(tokenOf('acme', 'writer')).begin(getConfig, theme);
    await running.until(() => running.verifier.verifications === 2);
    await running.settled();
    vend.open();
    assert.equal((await first.answer).code, status.UNAUTHENTICATED);
    assert.equal((await second.answer).code, status.NOT_FOUND);
    assert.deepEqual(
      running.vendor.vended.map(({ caller }) => caller.role),
      ['reader', 'writer'],
    );
  });

  it('is refused when the instance is full, told when to retry, and admitted again afterwards', async () => {
    const vend = gate();
    running.vendor.before = vend.pass;
    const client = running.client(tokenOf('acme'));
    const other = { ...theme, key: 'tenant_config_other' };
    const calls = [await client.begin(getConfig, theme), await client.begin(getConfig, other)];
    await running.until(() => running.vendor.vended.length === 2);
    assert.equal((await client.call(getConfig, theme)).code, status.RESOURCE_EXHAUSTED);
    vend.open();
    for (const { answer } of calls) assert.equal((await answer).code, status.NOT_FOUND);
    assert.equal((await client.call(getConfig, theme)).code, status.NOT_FOUND);
  });

  it('finishes during a drain, while new connections are refused', async () => {
    const vend = gate();
    running.vendor.before = vend.pass;
    const { answer } = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await vend.reached;
    const stopped = running.service.stop();
    const late = await running.client(tokenOf('acme')).call(getConfig, theme);
    assert.equal(late.code, status.UNAVAILABLE);
    vend.open();
    assert.equal((await answer).code, status.NOT_FOUND);
    assert.equal(await stopped, true);
  });

  it('keeps its place after its caller has left, until what it set going is done', async () => {
    const put = gate();
    running.stores.tenant_config.before = put.pass;
    const writer = running.client(tokenOf('acme', 'writer'));
    const { call, answer } = await writer.begin(putConfig, { ...theme, value: '1' });
    await put.reached;
    call.cancel();
    assert.equal((await answer).code, status.CANCELLED);
    await running.until(() => records().length === 1);
    let drained = false;
    const stopped = running.service.stop().then((clean) => {
      drained = true;
      return clean;
    });
    await running.settled();
    assert.equal(drained, false);
    put.open();
    assert.equal(await stopped, true);
  });

  it('wakes somebody when AWS refuses its tenant after its caller has left', async () => {
    const put = gate();
    running.stores.tenant_config.before = async () => {
      await put.pass();
      throw new IsolationRefusedError('dynamodb:PutItem');
    };
    const writer = running.client(tokenOf('acme', 'writer'));
    const { call, answer } = await writer.begin(putConfig, { ...theme, value: '1' });
    await put.reached;
    call.cancel();
    await answer;
    await running.until(() => records().length === 1);
    put.open();
    await running.until(() => records().length === 2);
    const [first, second] = records();
    assert.equal(second?.['level'], 'error');
    assert.equal(second?.['errorCode'], 'isolation-refused');
    assert.equal(second?.['requestId'], first?.['requestId']);
  });

  it('is answered UNAVAILABLE and cut off when the drain time is over', async () => {
    const impatient = await RunningService.start({ LEASEHOLD_DRAIN_MS: '20' });
    const vend = gate();
    impatient.vendor.before = vend.pass;
    const { answer } = await impatient.client(tokenOf('acme')).begin(getConfig, theme);
    await vend.reached;
    assert.equal(await impatient.service.stop(), false);
    const cut = await answer;
    assert.equal(cut.code, status.UNAVAILABLE);
    assert.match(cut.message, /stopping; try again on another/);
    vend.open();
    await impatient.stop();
  });
});

import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, RefreshService } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { tokenOf } from '../fakes/callers.ts';
import { FakeProof, withRefreshPort } from '../fakes/fake-proof.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';
import { RunningService } from '../fakes/running-service.ts';
import { detailsOf } from '../fakes/test-client.ts';

const { getConfig, putConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };

describe('A revoked tenant', () => {
  let running: RunningService;
  let timers: ManualSchedule;

  const started = async (prepare: (running: RunningService) => void = () => {}): Promise<void> => {
    timers = new ManualSchedule();
    running = new RunningService(
      withRefreshPort,
      new FakeProof().override,
      override(parts.schedule, [], () => timers.after),
    );
    prepare(running);
    await running.begin();
  };
  const get = (tenant: string) => running.client(tokenOf(tenant)).call(getConfig, theme);
  const put = (tenant: string) =>
    running.client(tokenOf(tenant, 'writer')).call(putConfig, { ...theme, value: tenant });
  const revoke = async (...tenants: string[]): Promise<void> => {
    running.revocations.set(tenants);
    await timers.goOff();
  };
  const nudge = () => running.refreshClient('readRevocations').call(RefreshService.method.readRevocations, {});

  beforeEach(() => started());
  afterEach(() => running.stop());

  it('is told PERMISSION_DENIED and why, for what is cached too, and others are not', async () => {
    for (const tenant of ['acme', 'globex']) assert.equal((await put(tenant)).code, status.OK);
    assert.equal((await get('acme')).code, status.OK);
    await revoke('acme');
    const vends = running.vendor.vended.length;
    const answer = await get('acme');
    assert.deepEqual(
      [answer.code, answer.message, detailsOf(answer).errorInfo?.reason],
      [status.PERMISSION_DENIED, "this tenant's access has been revoked", 'TENANT_REVOKED'],
    );
    assert.equal((await put('acme')).code, status.PERMISSION_DENIED);
    assert.equal(running.vendor.vended.length, vends, 'nothing is begun for it');
    assert.equal((await get('globex')).code, status.OK);
    assert.deepEqual(running.vendor.cutOff, ['acme']);
  });

  it('is served again after it was restored, and nothing that was remembered before', async () => {
    await put('acme');
    await get('acme');
    await revoke('acme');
    await revoke();
    const reads = running.stores.tenant_config.calls.length;
    assert.equal((await get('acme')).code, status.OK);
    assert.equal(running.stores.tenant_config.calls.length, reads + 1, 'the cached value is gone');
  });

  it('is not served again by a token that was issued before it was restored', async () => {
    await revoke('acme');
    running.revocations.set([], { acme: 1 }, 1_000);
    await timers.goOff();
    const { code, message } = await get('acme');
    assert.deepEqual([code, message], [status.UNAUTHENTICATED, 'the bearer token was missing or not accepted']);
    await running.until(() => running.log.records().some(({ reason }) => reason === 'issued-before-restore'));
    assert.notEqual((await get('globex')).code, status.UNAUTHENTICATED);
  });

  it('gets no answer that was under way', async () => {
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    running.stores.tenant_config.before = () => {
      reached.resolve();
      return opened.promise;
    };
    const { answer } = await running.client(tokenOf('acme')).begin(getConfig, theme);
    await reached.promise;
    await revoke('acme');
    opened.resolve();
    const { code, reply } = await answer;
    assert.deepEqual([code, reply], [status.PERMISSION_DENIED, undefined]);
  });

  it('is refused at once by an instance that is told to look, which answers with the version it acts on', async () => {
    await put('acme');
    running.revocations.set(['acme']);
    const answer = nudge();
    await running.until(() => running.revocations.reads === 1 && timers.pending.length > 0);
    await running.settled();
    await timers.goOff();
    assert.equal((await answer).reply?.policyVersion, 'v2');
    assert.equal((await get('acme')).code, status.PERMISSION_DENIED);
  });

  it('is served by nobody who does not know yet who is revoked', async () => {
    await running.stop();
    await started(({ revocations }) => {
      revocations.failure = new Error('IAM is down');
    });
    assert.equal((await get('acme')).code, status.UNAVAILABLE);
    assert.ok(running.log.text().includes('not ready: waiting for revocations'));
    assert.ok(!running.log.records().some(({ event }) => event === 'ready'));
    running.revocations.failure = undefined;
    await timers.goOff();
    await timers.goOff();
    await running.until(() => running.log.records().some(({ event }) => event === 'ready'));
    assert.notEqual((await get('acme')).code, status.UNAVAILABLE);
  });

  it('stays refused while the list cannot be read, and a nudge says that it could not', async () => {
    await revoke('acme');
    running.revocations.failure = new Error('IAM is down');
    const answer = nudge();
    await running.settled();
    await timers.goOff();
    const { code, message } = await answer;
    assert.deepEqual(
      [code, message],
      [status.UNAVAILABLE, 'who is revoked could not be read; the last known list stays in force'],
    );
    assert.equal((await get('acme')).code, status.PERMISSION_DENIED);
  });

  it('cannot hold up a drain: who waits for a nudge is refused', async () => {
    const answer = nudge();
    await running.settled();
    await running.service.stop();
    assert.equal((await answer).code, status.UNAVAILABLE);
  });
});

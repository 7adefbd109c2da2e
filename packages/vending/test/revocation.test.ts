import assert from 'node:assert/strict';
import { PermissionDeniedError, parseTenantId } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, SessionBench, second } from './session-bench.ts';
import { thrownBy } from './shown.ts';

const acme = parseTenantId('acme');
const revoked = { name: 'TenantRevokedError', message: "this tenant's access has been revoked" };

describe('a tenant that is revoked', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  it('is refused its own session from now on, and nobody else is', async () => {
    await bench.opened();
    const twin = await bench.opened(callerOf('acme2'));
    bench.vendor.revoke(acme);
    await assert.rejects(bench.ask(), revoked);
    assert.equal(await bench.servedAtOnce(callerOf('acme2')), twin);
    assert.equal(bench.inner.calls.length, 2);
    assert.equal(bench.vendor.stats().evicted.revoked, 1);
  });

  it('is refused although it waits already for STS, whatever STS answers', async () => {
    const waiting = [bench.ask(), bench.ask()].map(thrownBy);
    await promisesRun();
    bench.vendor.revoke(acme);
    bench.last().succeed();
    for (const error of await Promise.all(waiting)) assert.ok(error instanceof PermissionDeniedError);
    const late = thrownBy(bench.ask(callerOf('acme', { token: 'a.other.b' })));
    assert.ok((await late) instanceof PermissionDeniedError);
    assert.equal(bench.inner.calls.length, 1);
  });

  it('is refused in the mandatory window too, while it waits for a renewal', async () => {
    await bench.agedTo(minute);
    const waiting = thrownBy(bench.ask());
    await promisesRun();
    bench.vendor.revoke(acme);
    await bench.time.pass(second);
    assert.ok((await waiting) instanceof PermissionDeniedError);
  });

  it('is not renewed in the background', async () => {
    await bench.opened();
    bench.vendor.revoke(acme);
    await bench.time.pass(hour);
    assert.equal(bench.inner.calls.length, 1);
    assert.equal(bench.vendor.stats().resident, 0);
  });

  it('gets a new session once restored, never one begun before', async () => {
    const before = await bench.opened();
    await bench.time.pass(hour - 5 * minute + second);
    bench.vendor.revoke(acme);
    bench.vendor.restore(acme);
    const renewal = bench.last().succeed();
    await promisesRun();
    assert.equal(bench.vendor.stats().resident, 0);
    const after = await bench.opened();
    assert.ok(after !== before && after !== renewal);
  });

  it('has a caller that waited through revoke and restore ask anew', async () => {
    const vended = bench.ask();
    await promisesRun();
    bench.vendor.revoke(acme);
    bench.vendor.restore(acme);
    const before = bench.last().succeed();
    await promisesRun();
    const after = bench.last().succeed();
    assert.notEqual(before, after);
    assert.equal(await vended, after);
  });

  it('has what STS refused it forgotten, so that restoring it works at once', async () => {
    const first = thrownBy(bench.ask());
    await promisesRun();
    bench.last().fail(new PermissionDeniedError('AWS refuses this tenant and role a session'));
    await first;
    bench.vendor.revoke(acme);
    bench.vendor.restore(acme);
    await bench.opened();
  });

  it('keeps no refusal of a flight that was begun before', async () => {
    const waiting = thrownBy(bench.ask());
    await promisesRun();
    bench.vendor.revoke(acme);
    bench.last().fail(new PermissionDeniedError('AWS refuses this tenant and role a session'));
    assert.equal(((await waiting) as Error).message, revoked.message);
    bench.vendor.restore(acme);
    await bench.opened();
  });
});

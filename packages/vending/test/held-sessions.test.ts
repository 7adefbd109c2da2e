import assert from 'node:assert/strict';
import { parseTenantId, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { PendingVendor, promisesRun } from './pending-vendor.ts';
import { SimulatedTime } from './simulated-time.ts';

const acme = parseTenantId('acme');
const orders = { access: 'read', service: 'orders' } as const;

describe('a session at hand', () => {
  let time: SimulatedTime;
  let inner: PendingVendor;
  let vendor: CachingVendor;

  beforeEach(() => {
    time = new SimulatedTime();
    inner = new PendingVendor(time);
    vendor = new CachingVendor(inner, deployment, vendingSettings({ idleMs: 60_000 }), time, {
      schedule: time.schedule,
    });
  });

  async function opened(caller: VerifiedTenant, scope: SessionScope, seconds = 3600) {
    const vended = vendor.vend(caller, scope);
    await promisesRun();
    inner.call(inner.calls.length - 1).succeed(seconds);
    return await vended;
  }

  it('is one that was opened for a caller of that tenant and service, and nobody is asked for it', async () => {
    assert.equal(vendor.held(acme, orders), null);
    const session = await opened(callerOf('acme'), orders);
    const shared = await opened(callerOf('acme'), { access: 'read', service: null });
    assert.equal(vendor.held(acme, orders), session);
    assert.equal(vendor.held(acme, { access: 'read', service: null }), shared);
    assert.equal(vendor.held(acme, { access: 'read', service: 'billing' }), null);
    assert.equal(vendor.held(parseTenantId('globex'), orders), null);
    assert.equal(inner.calls.length, 2);
    const { hits, misses } = vendor.stats();
    assert.deepEqual([hits, misses], [0, 2]);
  });

  it('is never one that may write', async () => {
    await opened(callerOf('acme', { role: 'writer' }), { access: 'write', service: 'orders' });
    assert.equal(vendor.held(acme, orders), null);
  });

  it('goes idle all the same, and is there no more', async () => {
    const session = await opened(callerOf('acme'), orders);
    for (let second = 0; second < 59; second += 1) {
      await time.advance(1_000);
      assert.equal(vendor.held(acme, orders), session);
    }
    await time.advance(3_000);
    assert.equal(vendor.held(acme, orders), null);
    assert.equal(vendor.stats().evicted.idle, 1);
    assert.equal(inner.calls.length, 1, 'it was not renewed');
  });

  it('is none that has expired', async () => {
    await opened(callerOf('acme'), orders, 900);
    await time.advance(50_000);
    assert.notEqual(vendor.held(acme, orders), null);
    const late = new CachingVendor(inner, deployment, vendingSettings(), time, { schedule: () => () => {} });
    const vended = late.vend(callerOf('acme'), orders);
    await promisesRun();
    inner.call(1).succeed(900);
    await vended;
    await time.advance(894_000);
    assert.notEqual(late.held(acme, orders), null);
    await time.advance(2_000);
    assert.equal(late.held(acme, orders), null, 'less than its margin is left, and no sweep has looked at it');
  });

  it('is none after its tenant was revoked or purged, also not one that was in the air', async () => {
    await opened(callerOf('acme'), orders);
    const flying = vendor.vend(callerOf('acme', { role: 'admin' }), orders);
    await promisesRun();
    vendor.revoke(acme);
    inner.call(1).succeed();
    await assert.rejects(flying);
    assert.equal(vendor.held(acme, orders), null);
    vendor.restore(acme);
    assert.equal(vendor.held(acme, orders), null);
    await opened(callerOf('acme'), orders);
    vendor.purge(acme);
    assert.equal(vendor.held(acme, orders), null);
  });

  it("is some user's own where sessions are attributed to users", async () => {
    vendor = new CachingVendor(inner, { ...deployment, attribution: 'user' }, vendingSettings(), time);
    await opened(callerOf('acme'), orders);
    const latest = await opened({ ...callerOf('acme'), subject: 'user-2' }, orders);
    assert.equal(vendor.held(acme, orders), latest);
    vendor.close();
  });
});

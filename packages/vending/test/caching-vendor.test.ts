import assert from 'node:assert/strict';
import { PermissionDeniedError, UnauthenticatedError, UnavailableError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, type VendingSettings, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualClock } from './manual-clock.ts';
import { PendingVendor, promisesRun } from './pending-vendor.ts';

const orders: SessionScope = { access: 'read', service: 'orders' };

describe('the caching vendor', () => {
  let clock: ManualClock;
  let inner: PendingVendor;
  let vendor: CachingVendor;

  beforeEach(() => {
    clock = new ManualClock();
    inner = new PendingVendor(clock);
    vendor = vendorOf({});
  });

  const vendorOf = (settings: Partial<VendingSettings>) =>
    new CachingVendor(inner, deployment, vendingSettings(settings), clock);

  async function warm(caller: VerifiedTenant, scope = orders, seconds = 3600) {
    const vended = vendor.vend(caller, scope);
    await promisesRun();
    inner.call(inner.calls.length - 1).succeed(seconds);
    return vended;
  }

  it('asks once for 1,000 callers of one session, each with a token of its own', async () => {
    const vended = Array.from({ length: 1_000 }, (_, index) =>
      vendor.vend(callerOf('acme', { token: `a.token-${index}.b` }), orders),
    );
    await promisesRun();
    assert.equal(inner.calls.length, 1);
    const session = inner.call(0).succeed();
    assert.ok((await Promise.all(vended)).every((each) => each === session));
    assert.equal(await vendor.vend(callerOf('acme', { token: 'a.late.b' }), orders), session);
    assert.equal(inner.calls.length, 1);
  });

  it('forgets the session AWS no longer accepts, and no other', async () => {
    const dead = await warm(callerOf('acme'));
    const alive = await warm(callerOf('globex'));
    vendor.discard(dead);
    assert.equal(await vendor.vend(callerOf('globex'), orders), alive);
    const renewed = await warm(callerOf('acme'));
    assert.notEqual(renewed, dead);
    assert.equal(inner.calls.length, 3);
  });

  it('shares no session between callers that differ in issuer, tenant, role, access or service', async () => {
    const scopes: readonly SessionScope[] = [
      orders,
      { access: 'read', service: 'order' },
      { access: 'read', service: 'ORDERS' },
      { access: 'read', service: null },
      { access: 'write', service: 'orders' },
      { access: 'write', service: null },
    ];
    const callers = [
      callerOf('acme', { role: 'admin' }),
      callerOf('acme2', { role: 'admin' }),
      callerOf('ACME', { role: 'admin' }),
      callerOf('acme', { role: 'admin', issuer: 'https://other.example' }),
    ];
    const keys = new Set<string>();
    for (const caller of callers) {
      for (const scope of scopes) {
        const session = await warm(caller, scope);
        keys.add(session.accessKeyId);
        assert.equal(await vendor.vend(caller, scope), session);
      }
    }
    for (const role of ['reader', 'writer'] as const) keys.add((await warm(callerOf('acme', { role }))).accessKeyId);
    assert.equal(keys.size, callers.length * scopes.length + 2);
    assert.equal(inner.calls.length, keys.size);
  });

  it('shares no session between deployments whose policies differ', async () => {
    const session = await warm(callerOf('acme'));
    const elsewhere = new CachingVendor(inner, { ...deployment, table: 'other' }, vendingSettings(), clock);
    const vended = elsewhere.vend(callerOf('acme'), orders);
    await promisesRun();
    assert.notEqual(inner.call(1).succeed(), session);
    await vended;
  });

  it('shares no session between users where sessions are attributed to them, whoever else may share it', async () => {
    const perUser = new CachingVendor(inner, { ...deployment, attribution: 'user' }, vendingSettings(), clock);
    const users = ['user-1', 'user-2'].map((subject) => ({ ...callerOf('acme'), subject }));
    const vended = users.flatMap((user) => [perUser.vend(user, orders), perUser.vend({ ...user }, orders)]);
    await promisesRun();
    assert.deepEqual(
      inner.calls.map(({ caller }) => caller.subject),
      ['user-1', 'user-2'],
    );
    for (const call of inner.calls) call.succeed();
    const [one, again, two] = await Promise.all(vended);
    assert.equal(one, again);
    assert.notEqual(one, two);
    for (const user of users) void vendor.vend(user, orders);
    await promisesRun();
    assert.equal(inner.calls.length, 3, 'attributed to the tenant they share one');
  });

  it('holds a caller to its own scope although another one has warmed the session', async () => {
    await warm(callerOf('acme'));
    const limited = callerOf('acme', { services: ['billing'] });
    await assert.rejects(vendor.vend(limited, orders), PermissionDeniedError);
    await warm(callerOf('acme', { role: 'writer' }), { access: 'write', service: 'orders' });
    await assert.rejects(vendor.vend(callerOf('acme'), { access: 'write', service: 'orders' }), PermissionDeniedError);
  });

  describe('time', () => {
    it('serves a session up to its margin and asks anew from then on', async () => {
      vendor = vendorOf({ expiryMarginMs: 30_000, mandatoryWaitMs: 0 });
      const first = await warm(callerOf('acme'), orders, 900);
      clock.advance(900_000 - 30_001);
      assert.equal(await vendor.vend(callerOf('acme'), orders), first);
      await promisesRun();
      inner.call(1).fail(new UnavailableError('down', 1_000));
      await promisesRun();
      clock.advance(1);
      const second = await warm(callerOf('acme'));
      assert.notEqual(second, first);
      assert.equal(inner.calls.length, 3);
    });

    it('gives a caller nothing once its own token has expired, however long the session lives', async () => {
      const caller = callerOf('acme', { expiresAt: clock.now() + 1_000 });
      await warm(caller);
      clock.advance(999);
      await vendor.vend(caller, orders);
      clock.advance(1);
      await assert.rejects(vendor.vend(caller, orders), UnauthenticatedError);
      assert.equal((await vendor.vend(callerOf('acme'), orders)).tenant, 'acme');
      assert.equal(inner.calls.length, 1);
    });

    it('gives nobody a session that has no more than its mandatory window on arrival', async () => {
      const vended = vendor.vend(callerOf('acme'), orders);
      await promisesRun();
      inner.call(0).succeed(60);
      await assert.rejects(vended, UnavailableError);
      await warm(callerOf('acme'));
      assert.equal(inner.calls.length, 2);
    });
  });

  it('keeps a bounded number of sessions, the least used leaving first', async () => {
    vendor = vendorOf({ maxSessions: 2 });
    const acme = await warm(callerOf('acme'));
    await warm(callerOf('globex'));
    assert.equal(await vendor.vend(callerOf('acme'), orders), acme);
    await warm(callerOf('initech'));
    assert.equal(await vendor.vend(callerOf('acme'), orders), acme);
    assert.equal(inner.calls.length, 3);
    await warm(callerOf('globex'));
    assert.equal(inner.calls.length, 4);
  });
});

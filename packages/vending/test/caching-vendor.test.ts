import assert from 'node:assert/strict';
import {
  PermissionDeniedError,
  parseTenantId,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { CachingVendor, type VendingSettings, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { ManualClock } from './manual-clock.ts';
import { PendingVendor, promisesRun } from './pending-vendor.ts';
import { thrownBy } from './shown.ts';

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

  describe('a flight', () => {
    const one = callerOf('acme', { token: 'a.one.b' });
    const two = callerOf('acme', { token: 'a.two.b' });
    const expired = () => new UnauthenticatedError('STS refused the token: ExpiredToken');

    it('goes on when its first caller no longer waits', async () => {
      const cancelled = AbortSignal.abort();
      const first = Promise.race([
        vendor.vend(one, orders),
        new Promise((_, reject) => {
          reject(cancelled.reason);
        }),
      ]);
      const second = vendor.vend(two, orders);
      await assert.rejects(first, { name: 'AbortError' });
      await promisesRun();
      assert.equal(inner.calls.length, 1);
      const session = inner.call(0).succeed();
      assert.equal(await second, session);
    });

    it('that fails for its first token fails that caller alone; the others fly with their own', async () => {
      const first = thrownBy(vendor.vend(one, orders));
      const others = Array.from({ length: 50 }, () => vendor.vend(two, orders));
      await promisesRun();
      assert.equal(inner.calls.length, 1);
      inner.call(0).fail(expired());
      await promisesRun();
      assert.ok((await first) instanceof UnauthenticatedError);
      assert.equal(inner.calls.length, 2);
      assert.equal(inner.call(1).caller.token.reveal(), 'a.two.b');
      const session = inner.call(1).succeed();
      assert.ok((await Promise.all(others)).every((each) => each === session));
    });

    it('that fails for a token fails every caller with that very token, without asking again', async () => {
      const twin = callerOf('acme', { token: 'a.one.b' });
      const failed = [vendor.vend(one, orders), vendor.vend(twin, orders)].map(thrownBy);
      await promisesRun();
      inner.call(0).fail(expired());
      assert.ok((await Promise.all(failed)).every((error) => error instanceof UnauthenticatedError));
      assert.equal(inner.calls.length, 1);
    });

    it('of others is joined twice at most: behind many bad tokens a good one flies alone', async () => {
      const bad = Array.from({ length: 10 }, (_, index) =>
        thrownBy(vendor.vend(callerOf('acme', { token: `a.bad-${index}.b` }), orders)),
      );
      const good = vendor.vend(two, orders);
      for (let round = 0; round < 3; round++) {
        await promisesRun();
        for (const call of inner.calls) if (call.caller !== two) call.fail(expired());
      }
      await promisesRun();
      const own = inner.calls.find((call) => call.caller === two);
      assert.ok(own !== undefined, 'the good token was tried in the third round');
      const session = own.succeed();
      assert.equal(await good, session);
      assert.ok((await Promise.all(bad)).every((error) => error instanceof UnauthenticatedError));
      assert.equal(inner.calls.length, 11, 'each token was tried once');
    });

    it('that fails for another reason fails all who wait, and the next caller asks anew', async () => {
      const failed = [vendor.vend(one, orders), vendor.vend(two, orders)].map(thrownBy);
      await promisesRun();
      inner.call(0).fail(new UnavailableError('down', 1_000));
      assert.ok((await Promise.all(failed)).every((error) => error instanceof UnavailableError));
      assert.equal(inner.calls.length, 1);
      await warm(one);
    });

    it('of an inner vendor that throws at once fails like any other', async () => {
      const throwing = new CachingVendor(
        {
          vend: () => {
            throw new UnavailableError('at once', 1_000);
          },
        },
        deployment,
        vendingSettings(),
        clock,
      );
      await assert.rejects(throwing.vend(one, orders), UnavailableError);
      await assert.rejects(throwing.vend(one, orders), UnavailableError);
    });

    it("that lands with another tenant's session gives it to nobody", async () => {
      const mixed = new CachingVendor(
        { vend: (_, scope) => inner.vend(callerOf('globex'), scope) },
        deployment,
        vendingSettings(),
        clock,
      );
      const vended = mixed.vend(one, orders);
      await promisesRun();
      inner.call(0).succeed();
      await assert.rejects(vended, { code: 'vending-fault' });
    });
  });

  describe('a purge', () => {
    it("forgets every session of one tenant and nobody else's", async () => {
      await warm(callerOf('acme'));
      await warm(callerOf('acme', { role: 'admin' }), { access: 'write', service: null });
      const twin = await warm(callerOf('acme2'));
      vendor.purge(parseTenantId('acme'));
      assert.equal(await vendor.vend(callerOf('acme2'), orders), twin);
      assert.equal(inner.calls.length, 3);
      await warm(callerOf('acme'));
      await warm(callerOf('acme', { role: 'admin' }), { access: 'write', service: null });
      assert.equal(inner.calls.length, 5);
    });

    it('lets no flight begun before it hand out or keep a session', async () => {
      const vended = vendor.vend(callerOf('acme'), orders);
      await promisesRun();
      vendor.purge(parseTenantId('acme'));
      const before = inner.call(0).succeed();
      await promisesRun();
      const after = inner.call(1).succeed();
      assert.equal(await vended, after);
      assert.notEqual(after, before);
      assert.equal(await vendor.vend(callerOf('acme'), orders), after);
    });

    it('lets those who wait from before join a flight begun after', async () => {
      const early = vendor.vend(callerOf('acme'), orders);
      await promisesRun();
      vendor.purge(parseTenantId('acme'));
      const late = vendor.vend(callerOf('acme'), orders);
      await promisesRun();
      inner.call(0).succeed();
      await promisesRun();
      assert.equal(inner.calls.length, 2);
      const session = inner.call(1).succeed();
      assert.deepEqual(await Promise.all([early, late]), [session, session]);
    });

    it('over and over makes a caller give up rather than wait for ever', async () => {
      const vended = thrownBy(vendor.vend(callerOf('acme'), orders));
      for (let round = 0; round < 3; round++) {
        await promisesRun();
        vendor.purge(parseTenantId('acme'));
        inner.call(round).succeed();
      }
      assert.ok((await vended) instanceof UnavailableError);
      assert.equal(inner.calls.length, 3);
    });
  });
});

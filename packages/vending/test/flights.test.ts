import assert from 'node:assert/strict';
import { parseTenantId, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, orders, SessionBench } from './session-bench.ts';
import { thrownBy } from './shown.ts';

describe('a flight', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  const one = callerOf('acme', { token: 'a.one.b' });
  const two = callerOf('acme', { token: 'a.two.b' });
  const expired = () => new UnauthenticatedError('STS refused the token: ExpiredToken');

  it('goes on when its first caller no longer waits', async () => {
    const cancelled = AbortSignal.abort();
    const first = Promise.race([
      bench.ask(one),
      new Promise((_, reject) => {
        reject(cancelled.reason);
      }),
    ]);
    const second = bench.ask(two);
    await assert.rejects(first, { name: 'AbortError' });
    await promisesRun();
    assert.equal(bench.inner.calls.length, 1);
    const session = bench.inner.call(0).succeed();
    assert.equal(await second, session);
  });

  it('that fails for its first token fails that caller alone; the others fly with their own', async () => {
    const first = thrownBy(bench.ask(one));
    const others = Array.from({ length: 50 }, () => bench.ask(two));
    await promisesRun();
    assert.equal(bench.inner.calls.length, 1);
    bench.inner.call(0).fail(expired());
    await promisesRun();
    assert.ok((await first) instanceof UnauthenticatedError);
    assert.equal(bench.inner.calls.length, 2);
    assert.equal(bench.inner.call(1).caller.token.reveal(), 'a.two.b');
    const session = bench.inner.call(1).succeed();
    assert.ok((await Promise.all(others)).every((each) => each === session));
  });

  it('that fails for a token fails every caller with that very token, without asking again', async () => {
    const twin = callerOf('acme', { token: 'a.one.b' });
    const failed = [bench.ask(one), bench.ask(twin)].map(thrownBy);
    await promisesRun();
    bench.inner.call(0).fail(expired());
    assert.ok((await Promise.all(failed)).every((error) => error instanceof UnauthenticatedError));
    assert.equal(bench.inner.calls.length, 1);
  });

  it('of others is joined twice at most: behind many bad tokens a good one flies alone', async () => {
    const bad = Array.from({ length: 10 }, (_, index) =>
      thrownBy(bench.ask(callerOf('acme', { token: `a.bad-${index}.b` }))),
    );
    const good = bench.ask(two);
    for (let round = 0; round < 3; round++) {
      await promisesRun();
      for (const call of bench.inner.calls) if (call.caller !== two) call.fail(expired());
    }
    await promisesRun();
    const own = bench.inner.calls.find((call) => call.caller === two);
    assert.ok(own !== undefined, 'the good token was tried in the third round');
    const session = own.succeed();
    assert.equal(await good, session);
    assert.ok((await Promise.all(bad)).every((error) => error instanceof UnauthenticatedError));
    assert.equal(bench.inner.calls.length, 11, 'each token was tried once');
  });

  it('that fails for another reason fails all who wait, and the next caller asks anew', async () => {
    const failed = [bench.ask(one), bench.ask(two)].map(thrownBy);
    await promisesRun();
    bench.inner.call(0).fail(new UnavailableError('down', 1_000));
    assert.ok((await Promise.all(failed)).every((error) => error instanceof UnavailableError));
    assert.equal(bench.inner.calls.length, 1);
    await bench.opened(one);
  });

  it('that renews a session which has left meanwhile, with nobody waiting, brings nothing back', async () => {
    bench = new SessionBench({ maxSessions: 1 });
    await bench.opened(one);
    await bench.time.pass(hour - 4 * minute);
    const renewal = bench.last();
    assert.equal(renewal.urgency, 'soon');
    const other = await bench.opened(callerOf('globex'));
    renewal.succeed();
    await promisesRun();
    assert.equal(await bench.servedAtOnce(callerOf('globex')), other);
    assert.deepEqual([bench.vendor.stats().resident, bench.vendor.stats().evicted.lru], [1, 1]);
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
      bench.time.clock,
    );
    await assert.rejects(throwing.vend(one, orders), UnavailableError);
    await assert.rejects(throwing.vend(one, orders), UnavailableError);
  });

  it("that lands with another tenant's session gives it to nobody", async () => {
    const mixed = new CachingVendor(
      { vend: (_, scope) => bench.inner.vend(callerOf('globex'), scope) },
      deployment,
      vendingSettings(),
      bench.time.clock,
    );
    const vended = mixed.vend(one, orders);
    await promisesRun();
    bench.inner.call(0).succeed();
    await assert.rejects(vended, { code: 'vending-fault' });
  });
});

describe('a purge', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  async function openedForWriting(): Promise<void> {
    const vended = bench.vendor.vend(callerOf('acme', { role: 'admin' }), { access: 'write', service: null });
    await promisesRun();
    bench.last().succeed();
    await vended;
  }

  it("forgets every session of one tenant and nobody else's", async () => {
    await bench.opened();
    await openedForWriting();
    const twin = await bench.opened(callerOf('acme2'));
    bench.vendor.purge(parseTenantId('acme'));
    assert.equal(await bench.ask(callerOf('acme2')), twin);
    assert.equal(bench.inner.calls.length, 3);
    await bench.opened();
    await openedForWriting();
    assert.equal(bench.inner.calls.length, 5);
  });

  it('lets no flight begun before it hand out or keep a session', async () => {
    const vended = bench.ask(callerOf('acme'));
    await promisesRun();
    bench.vendor.purge(parseTenantId('acme'));
    const before = bench.inner.call(0).succeed();
    await promisesRun();
    const after = bench.inner.call(1).succeed();
    assert.equal(await vended, after);
    assert.notEqual(after, before);
    assert.equal(await bench.ask(callerOf('acme')), after);
  });

  it('lets those who wait from before join a flight begun after', async () => {
    const early = bench.ask(callerOf('acme'));
    await promisesRun();
    bench.vendor.purge(parseTenantId('acme'));
    const late = bench.ask(callerOf('acme'));
    await promisesRun();
    assert.equal(bench.inner.calls.length, 2, 'it need not wait for what is for nobody');
    bench.inner.call(0).succeed();
    await promisesRun();
    assert.equal(bench.inner.calls.length, 2);
    const session = bench.inner.call(1).succeed();
    assert.deepEqual(await Promise.all([early, late]), [session, session]);
  });

  it('over and over makes a caller give up rather than wait for ever', async () => {
    const vended = thrownBy(bench.ask(callerOf('acme')));
    for (let round = 0; round < 3; round++) {
      await promisesRun();
      bench.vendor.purge(parseTenantId('acme'));
      bench.inner.call(round).succeed();
    }
    assert.ok((await vended) instanceof UnavailableError);
    assert.equal(bench.inner.calls.length, 3);
  });
});

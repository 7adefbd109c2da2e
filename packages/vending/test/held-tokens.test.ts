import assert from 'node:assert/strict';
import { PermissionDeniedError, UnauthenticatedError, UnavailableError } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, SessionBench, second, waits } from './session-bench.ts';
import { thrownBy } from './shown.ts';

describe('the token a renewal is made with', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  const withToken = (token: string, livesMs: number) =>
    callerOf('acme', { token: `a.${token}.b`, expiresAt: bench.time.clock.now() + livesMs });
  const tokens = () => bench.inner.calls.map(({ caller }) => caller.token.reveal());

  it('is the one that lives longest of those that asked for the session', async () => {
    await bench.opened(withToken('short', 30 * minute));
    for (const [token, minutes] of [
      ['long', 90],
      ['middle', 70],
    ] as const) {
      await bench.servedAtOnce(withToken(token, minutes * minute));
    }
    await bench.time.pass(hour - 5 * minute + second);
    assert.deepEqual(tokens(), ['a.short.b', 'a.long.b']);
  });

  it('is the one that lives longest of those that waited for the session when it was opened', async () => {
    const vended = [withToken('short', 10 * minute), withToken('long', 90 * minute)].map((caller) => bench.ask(caller));
    await promisesRun();
    bench.last().succeed();
    await Promise.all(vended);
    await bench.time.pass(hour - 5 * minute + second);
    assert.deepEqual(tokens(), ['a.short.b', 'a.long.b']);
  });

  it("is the caller's own when that lives longer than the one held", async () => {
    await bench.opened(withToken('first', 57 * minute));
    await bench.time.pass(hour - 5 * minute - second);
    await bench.servedAtOnce(withToken('caller', 30 * minute));
    await bench.time.pass(2 * second);
    assert.deepEqual(tokens(), ['a.first.b', 'a.caller.b']);
  });

  it('is held only until it expires: then the session waits for the next caller', async () => {
    await bench.opened(withToken('gone', 20 * minute));
    await bench.time.pass(hour - 5 * minute + 10 * second);
    assert.deepEqual(tokens(), ['a.gone.b']);
    await bench.servedAtOnce(withToken('next', 20 * minute));
    await promisesRun();
    assert.deepEqual(tokens(), ['a.gone.b', 'a.next.b']);
  });

  it('is renewed with when the session is no more, and lives longer than the token that asks', async () => {
    bench = new SessionBench({ advisoryMs: 10_000, mandatoryMs: 6_000 });
    await bench.opened(withToken('long', 3 * hour));
    bench.vendor.close();
    await bench.time.pass(hour);
    assert.ok(await waits(bench.ask(withToken('short', minute))));
    assert.deepEqual(tokens(), ['a.long.b', 'a.long.b']);
  });

  describe('that STS refuses', () => {
    const refuse = async () => {
      bench.last().fail(new UnauthenticatedError('STS refused the token: ExpiredToken'));
      await promisesRun();
    };

    it('is not tried again, and leaves its place to the next one that asks', async () => {
      const bad = withToken('bad', 3 * hour);
      await bench.opened(bad);
      await bench.time.pass(hour - 5 * minute + second);
      await refuse();
      await bench.time.pass(3 * second);
      await bench.servedAtOnce(bad);
      await bench.time.pass(second);
      assert.deepEqual(tokens(), ['a.bad.b', 'a.bad.b'], 'the second is the renewal that was refused');
      await bench.servedAtOnce(withToken('good', hour));
      await bench.time.pass(second);
      assert.equal(tokens().at(-1), 'a.good.b');
    });

    it('does not keep a caller with a good one from a session', async () => {
      await bench.opened(withToken('bad', 3 * hour));
      bench.vendor.close();
      await bench.time.pass(hour);
      const vended = bench.ask(withToken('good', hour));
      await promisesRun();
      await refuse();
      assert.deepEqual(tokens(), ['a.bad.b', 'a.bad.b', 'a.good.b']);
      const session = bench.last().succeed();
      assert.equal(await vended, session);
    });

    it('is held no longer by other sessions of its bearer either: who has a good one is served', async () => {
      const bad = withToken('bad', 3 * hour);
      const billing = () => bench.vendor.vend(bad, { access: 'read', service: 'billing' });
      await bench.opened(bad);
      const opened = billing();
      await promisesRun();
      bench.last().succeed();
      await opened;
      bench.vendor.close();
      await bench.time.pass(hour - 6 * second);
      const renewed = billing();
      await promisesRun();
      await refuse();
      await renewed;
      await bench.time.pass(2 * second);
      const vended = bench.ask(withToken('good', hour));
      await promisesRun();
      const session = bench.last().succeed();
      assert.equal(await vended, session);
      assert.deepEqual(tokens(), ['a.bad.b', 'a.bad.b', 'a.bad.b', 'a.good.b']);
    });

    it('is told to its bearer without asking for 5 seconds, then asked again', async () => {
      const bad = withToken('bad', 3 * hour);
      const first = thrownBy(bench.ask(bad));
      await promisesRun();
      await refuse();
      assert.ok((await first) instanceof UnauthenticatedError);
      await bench.time.pass(5 * second - 1);
      await assert.rejects(bench.ask(bad), UnauthenticatedError);
      assert.deepEqual([bench.inner.calls.length, bench.vendor.stats().negativeHits], [1, 1]);
      const other = bench.ask(withToken('good', hour));
      await promisesRun();
      bench.last().succeed();
      await other;
      await bench.servedAtOnce(bad);
    });
  });

  it('leaves its place to the next one that asks when AWS denies it a session, which may be for its own claims', async () => {
    await bench.opened(withToken('denied', 3 * hour));
    await bench.time.pass(hour - 5 * minute + second);
    bench.last().fail(new PermissionDeniedError('AWS refuses this tenant and role a session'));
    await promisesRun();
    await bench.servedAtOnce(withToken('good', 2 * hour));
    await bench.time.pass(4 * second);
    assert.deepEqual(tokens(), ['a.denied.b', 'a.denied.b'], 'the denial is remembered for the session');
    await bench.time.pass(2 * second);
    assert.deepEqual(tokens(), ['a.denied.b', 'a.denied.b', 'a.good.b']);
  });

  it('is asked for again only after a back-off that is jittered', async () => {
    bench.chance = 0.5;
    await bench.opened();
    await bench.time.pass(hour - 4.5 * minute + second);
    bench.last().fail(new UnavailableError('down', 1_000));
    await promisesRun();
    bench.vendor.close();
    await bench.time.pass(749);
    await bench.servedAtOnce();
    await promisesRun();
    assert.equal(bench.inner.calls.length, 2);
    await bench.time.pass(1);
    await bench.servedAtOnce();
    await promisesRun();
    assert.equal(bench.inner.calls.length, 3);
  });
});

describe('a session that nobody uses', () => {
  it('is neither renewed nor kept after the idle time', async () => {
    const bench = new SessionBench({ idleMs: 15 * minute });
    await bench.opened();
    await bench.time.pass(14 * minute);
    await bench.servedAtOnce();
    await bench.time.pass(15 * minute - second);
    assert.equal(bench.vendor.stats().resident, 1);
    await bench.time.pass(2 * second);
    assert.deepEqual([bench.vendor.stats().resident, bench.vendor.stats().evicted.idle], [0, 1]);
    await bench.time.pass(hour);
    assert.equal(bench.inner.calls.length, 1);
  });

  it('is renewed once after its last use, within the idle time', async () => {
    const bench = new SessionBench({ idleMs: 15 * minute });
    await bench.opened();
    for (let minutes = 10; minutes <= 50; minutes += 10) {
      await bench.time.pass(10 * minute);
      await bench.servedAtOnce();
    }
    await bench.time.pass(5 * minute + second);
    assert.equal(bench.inner.calls.length, 2);
    bench.last().succeed();
    await bench.time.pass(2 * hour);
    assert.deepEqual([bench.inner.calls.length, bench.vendor.stats().evicted.idle], [2, 1]);
  });

  it('leaves no timer behind', async () => {
    const bench = new SessionBench({ idleMs: 15 * minute });
    assert.equal(bench.time.timers, 0);
    await bench.opened();
    assert.equal(bench.time.timers, 1);
    await bench.time.pass(16 * minute);
    assert.equal(bench.time.timers, 0);
    await bench.opened();
    assert.equal(bench.time.timers, 1);
    bench.vendor.close();
    assert.equal(bench.time.timers, 0);
    await bench.opened(callerOf('globex'));
    assert.equal(bench.time.timers, 0, 'a closed vendor sweeps no more');
  });

  it('is looked after together with very many, some each second', async () => {
    const bench = new SessionBench({ idleMs: 15 * minute, maxSessions: 10_000 });
    const vended = Array.from({ length: 5_000 }, (_, index) => bench.ask(callerOf(`tenant${index}`)));
    await promisesRun();
    for (const call of bench.inner.calls) call.succeed();
    await Promise.all(vended);
    await bench.time.pass(15 * minute - 2 * second);
    const resident: number[] = [];
    for (let seconds = 0; seconds < 6; seconds++) {
      await bench.time.pass(second);
      resident.push(bench.vendor.stats().resident);
    }
    assert.deepEqual([...new Set(resident)], [5_000, 3_000, 1_000, 0]);
  });

  it('does not, with very many others, fill the line at STS', async () => {
    const bench = new SessionBench({ maxSessions: 10_000 });
    const vended = Array.from({ length: 2_000 }, (_, index) => bench.ask(callerOf(`tenant${index}`)));
    await promisesRun();
    for (const call of bench.inner.calls) call.succeed();
    await Promise.all(vended);
    await bench.time.pass(hour - 5 * minute + 10 * second);
    assert.equal(bench.vendor.stats().flights, 500);
    for (const call of bench.inner.calls.slice(2_000)) call.succeed();
    await bench.time.pass(second);
    assert.equal(bench.inner.calls.length, 3_000);
  });
});

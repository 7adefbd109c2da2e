import assert from 'node:assert/strict';
import {
  PermissionDeniedError,
  ResourceExhaustedError,
  UnauthenticatedError,
  UnavailableError,
} from '@leasehold/domain';
import { VendingFaultError } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, SessionBench, second, waits } from './session-bench.ts';
import { thrownBy } from './shown.ts';

const down = () => new UnavailableError('AWS STS is throttling, slow or down', 1_000);
const denied = () => new PermissionDeniedError('AWS refuses this tenant and role a session');
const fault = () => new VendingFaultError('STS cannot read the session policy');
const badToken = () => new UnauthenticatedError('STS refused the token: ExpiredToken');

describe('a session in its states', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  describe('fresh', () => {
    it('is served without asking, until five minutes before its end', async () => {
      const session = await bench.opened();
      await bench.time.pass(hour - 5 * minute - 1);
      assert.equal(await bench.servedAtOnce(), session);
      assert.equal(bench.inner.calls.length, 1);
      assert.deepEqual([bench.vendor.stats().hits, bench.vendor.stats().misses], [1, 1]);
    });

    it('becomes advisory up to a fifth of the window later, as chance has it, so that sessions are renewed apart', async () => {
      bench.chance = 0.999;
      await bench.opened();
      await bench.time.pass(hour - 4 * minute - 2 * second);
      await bench.servedAtOnce();
      assert.equal(bench.inner.calls.length, 1);
      await bench.time.pass(2 * second);
      await bench.servedAtOnce();
      await promisesRun();
      assert.equal(bench.inner.calls.length, 2);
    });
  });

  describe('advisory', () => {
    it('is served at once, and renewed once in the background however many ask', async () => {
      const session = await bench.agedTo(5 * minute);
      for (let call = 0; call < 100; call++) assert.equal(await bench.servedAtOnce(), session);
      assert.equal(bench.inner.calls.length, 2);
      assert.deepEqual(
        bench.inner.calls.map(({ urgency }) => urgency),
        ['now', 'soon'],
      );
      const renewed = bench.last().succeed();
      await promisesRun();
      assert.equal(await bench.servedAtOnce(), renewed);
      assert.equal(bench.inner.calls.length, 2);
      assert.equal(bench.vendor.stats().hits, 101);
    });

    it('is renewed without anybody asking, with the token that was held', async () => {
      await bench.opened();
      await bench.time.pass(hour - 5 * minute + 2 * second);
      assert.equal(bench.inner.calls.length, 2);
      assert.equal(bench.last().urgency, 'soon');
      const renewed = bench.last().succeed();
      await promisesRun();
      assert.equal(await bench.servedAtOnce(), renewed);
    });

    for (const [what, error] of [
      ['passes', down],
      ['is a fault of the deployment', fault],
      ['is of the token', badToken],
      ['is a denial by AWS', denied],
    ] as const) {
      it(`is served on when its renewal fails for a reason that ${what}`, async () => {
        const session = await bench.agedTo(5 * minute);
        await bench.servedAtOnce();
        bench.last().fail(error());
        await promisesRun();
        assert.equal(await bench.servedAtOnce(), session);
        assert.equal(bench.vendor.stats().refreshesFailed, 1);
      });
    }

    it('is renewed again after 1, 2, 4, 8, 16 and then 30 seconds while STS is down', async () => {
      await bench.opened();
      await bench.time.pass(hour - 5 * minute + second);
      const asked: number[] = [];
      for (let tries = 1; tries <= 7; tries++) {
        assert.equal(bench.inner.calls.length, tries + 1);
        const failedAt = bench.time.true;
        bench.last().fail(down());
        await bench.time.pass(second - 1);
        while (bench.inner.calls.length === tries + 1 && asked.length < 100) await bench.time.pass(second);
        asked.push(Math.round((bench.time.true - failedAt) / second));
      }
      // The sweep looks once a second, so each may be a second late.
      const late = [1, 2, 4, 8, 16, 30, 30].map((seconds, index) => (asked[index] ?? 0) - seconds);
      assert.ok(
        late.every((seconds) => seconds === 0 || seconds === 1),
        String(asked),
      );
    });
  });

  describe('mandatory', () => {
    it('has its caller wait for the renewal', async () => {
      await bench.agedTo(minute);
      const vended = bench.ask();
      await bench.time.pass(900);
      assert.equal(bench.last().urgency, 'now');
      const renewed = bench.last().succeed();
      assert.equal(await vended, renewed);
      assert.equal(bench.vendor.stats().staleServed, 0);
    });

    it('has its caller wait a second at most', async () => {
      const session = await bench.agedTo(minute);
      const vended = bench.ask();
      await bench.time.pass(999);
      assert.ok(await waits(vended), 'a millisecond early');
      await bench.time.pass(1);
      assert.ok(!(await waits(vended)));
      assert.equal(await vended, session);
      assert.equal(bench.vendor.stats().staleServed, 1);
      assert.equal(bench.inner.calls.length, 2);
    });

    it('has its caller wait for half of what is left of its own time at most', async () => {
      const session = await bench.agedTo(minute);
      const vended = bench.ask(undefined, { withinMs: 400 });
      await bench.time.pass(199);
      assert.ok(await waits(vended), 'a millisecond early');
      await bench.time.pass(1);
      assert.ok(!(await waits(vended)));
      assert.equal(await vended, session);
      assert.equal(await bench.servedAtOnce(undefined, { withinMs: 0 }), session);
    });

    it('leaves no timer behind when the renewal comes in time', async () => {
      await bench.agedTo(minute);
      const before = bench.time.timers;
      const vended = bench.ask();
      await promisesRun();
      bench.last().succeed();
      await vended;
      assert.equal(bench.time.timers, before);
    });

    it('is served when its renewal fails, and without waiting while that backs off', async () => {
      const session = await bench.agedTo(minute);
      const vended = bench.ask();
      await promisesRun();
      bench.last().fail(down());
      assert.equal(await vended, session);
      assert.equal(await bench.servedAtOnce(), session);
      assert.equal(bench.inner.calls.length, 2);
      assert.equal(bench.vendor.stats().staleServed, 2);
      await bench.time.pass(second);
      const next = bench.ask();
      await promisesRun();
      assert.equal(bench.inner.calls.length, 3);
      assert.ok(await waits(next));
      const renewed = bench.last().succeed();
      assert.equal(await next, renewed);
    });

    it('is served to its end when AWS refuses to renew it, and asks for that seldom; then the refusal is told', async () => {
      const session = await bench.agedTo(minute);
      const vended = bench.ask();
      await promisesRun();
      bench.last().fail(denied());
      assert.equal(await vended, session);
      await bench.time.pass(5 * second - 1);
      assert.equal(await bench.servedAtOnce(), session);
      assert.equal(bench.inner.calls.length, 2);
      await bench.time.pass(50 * second);
      const again = bench.ask();
      await promisesRun();
      bench.last().fail(denied());
      assert.equal(await again, session);
      assert.equal(bench.inner.calls.length, 3);
      await bench.time.pass(second);
      await assert.rejects(bench.ask(), PermissionDeniedError);
      assert.equal(bench.inner.calls.length, 3);
    });
  });

  describe('expired', () => {
    it('has its caller wait for a new one, and is never served', async () => {
      const session = await bench.agedTo(5 * second);
      const vended = bench.ask();
      await bench.time.pass(20 * second);
      assert.ok(await waits(vended));
      const renewed = bench.last().succeed();
      assert.notEqual(renewed, session);
      assert.equal(await vended, renewed);
    });

    it('surfaces at once whatever keeps a new one from being opened, and asks again for the next caller', async () => {
      await bench.agedTo(5 * second);
      for (let call = 2; call < 5; call++) {
        const vended = thrownBy(bench.ask());
        await promisesRun();
        assert.equal(bench.inner.calls.length, call);
        bench.last().fail(down());
        assert.ok((await vended) instanceof UnavailableError);
      }
    });

    it('while a caller waits for its renewal: the caller goes on waiting for the new one', async () => {
      await bench.agedTo(5 * second + 500);
      const vended = bench.ask();
      await bench.time.pass(2 * second);
      assert.ok(await waits(vended));
      const renewed = bench.last().succeed();
      assert.equal(await vended, renewed);
      assert.equal(bench.inner.calls.length, 2);
    });

    it('has a caller ask for itself when a renewal nobody waited for was turned away', async () => {
      await bench.opened();
      await bench.time.pass(hour - 5 * minute + 2 * second);
      assert.equal(bench.last().urgency, 'soon');
      await bench.time.pass(5 * minute - 6 * second);
      const vended = bench.ask();
      await promisesRun();
      assert.equal(bench.inner.calls.length, 2, 'it waits for the renewal that is under way');
      bench.last().fail(new ResourceExhaustedError('too many wait', 1_000));
      await promisesRun();
      assert.deepEqual([bench.inner.calls.length, bench.last().urgency], [3, 'now']);
      const session = bench.last().succeed();
      assert.equal(await vended, session);
    });

    it('is evicted by the sweep', async () => {
      await bench.opened(callerOf('acme', { expiresAt: bench.time.clock.now() + minute }));
      await bench.time.pass(hour);
      assert.deepEqual([bench.vendor.stats().resident, bench.vendor.stats().evicted.expired], [0, 1]);
      assert.equal(bench.inner.calls.length, 1);
    });
  });

  describe('of a short life', () => {
    it('has windows of at most half of it, so that renewing it is not all that is done', async () => {
      await bench.opened(undefined, 120);
      await bench.time.pass(59 * second);
      await bench.servedAtOnce();
      assert.equal(bench.inner.calls.length, 1);
      await bench.time.pass(31 * second - 1);
      await bench.servedAtOnce();
      assert.equal(bench.inner.calls.length, 2);
    });

    it('ends at its margin also where that is longer than its windows', async () => {
      bench = new SessionBench({ expiryMarginMs: minute, mandatoryMs: 2 * minute });
      await bench.opened(undefined, 130);
      bench.vendor.close();
      await bench.time.pass(70 * second - 1);
      await bench.servedAtOnce(undefined, { withinMs: 0 });
      await bench.time.pass(1);
      assert.ok(await waits(bench.ask()));
    });

    it('is not believed to live longer than a session may', async () => {
      await bench.opened(undefined, 7 * 24 * 3_600);
      bench.vendor.close();
      await bench.time.pass(hour - 5 * second);
      assert.ok(await waits(bench.ask()));
    });
  });
});

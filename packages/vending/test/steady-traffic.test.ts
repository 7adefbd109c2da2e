import assert from 'node:assert/strict';
import type { TenantCredentials } from '@leasehold/domain';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { beforeEach, describe, it } from 'mocha';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { promisesRun } from './pending-vendor.ts';
import { hour, minute, orders, SessionBench, second, waits } from './session-bench.ts';

describe('many calls at once', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  const callersOf = (tenants: number) =>
    Array.from({ length: 1_000 }, (_, index) => callerOf(`tenant${index % tenants}`, { token: `a.${index}.b` }));

  for (const tenants of [1, 500]) {
    it(`by 1,000 callers of ${tenants} tenants for the first time ask STS ${tenants} times`, async () => {
      const vended = callersOf(tenants).map((caller) => bench.ask(caller));
      await promisesRun();
      assert.equal(bench.inner.calls.length, tenants);
      for (const call of bench.inner.calls) call.succeed();
      const sessions = await Promise.all(vended);
      assert.equal(new Set(sessions).size, tenants);
      for (const [index, session] of sessions.entries()) assert.equal(session.tenant, `tenant${index % tenants}`);
    });

    it(`in the mandatory window of ${tenants} tenants' sessions ask STS ${tenants} times`, async () => {
      const first = callersOf(tenants).map((caller) => bench.ask(caller));
      await promisesRun();
      for (const call of bench.inner.calls) call.succeed();
      await Promise.all(first);
      bench.vendor.close();
      await bench.time.pass(hour - minute);
      const vended = callersOf(tenants).map((caller) => bench.ask(caller));
      await promisesRun();
      assert.equal(bench.inner.calls.length, 2 * tenants);
      for (const call of bench.inner.calls.slice(tenants)) call.succeed();
      assert.equal(new Set(await Promise.all(vended)).size, tenants);
    });
  }

  it('survive that the first of them is cancelled, and that all are', async () => {
    const cancelled = Promise.race([bench.ask(), Promise.reject(AbortSignal.abort().reason)]);
    await assert.rejects(cancelled, { name: 'AbortError' });
    const other = bench.ask(callerOf('acme', { token: 'a.other.b' }));
    await promisesRun();
    const session = bench.last().succeed();
    assert.equal(await other, session);
    await bench.opened(callerOf('globex'));
    assert.equal(bench.inner.calls.length, 2);
  });
});

describe('steady traffic', () => {
  it('through many renewals never waits, and asks STS once for each', async () => {
    const bench = new SessionBench();
    const sessions = new Set<TenantCredentials>([await bench.opened()]);
    for (let seconds = 0; seconds < 6 * 3_600; seconds += 10) {
      await bench.time.pass(10 * second);
      sessions.add(await bench.servedAtOnce());
      const call = bench.last();
      if (bench.inner.calls.length > sessions.size) bench.time.schedule(20 * second, () => call.succeed());
    }
    // Every 55 minutes.
    assert.deepEqual([sessions.size, bench.inner.calls.length], [7, 7]);
    const { hits, misses, staleServed, refreshesBegun, refreshesFailed } = bench.vendor.stats();
    assert.deepEqual([hits, misses, staleServed, refreshesBegun, refreshesFailed], [2_160, 1, 0, 6, 0]);
  });
});

describe('a machine whose clock is set', () => {
  let bench: SessionBench;

  beforeEach(() => {
    bench = new SessionBench();
  });

  for (const minutes of [-600, -10, -1]) {
    it(`back by ${-minutes} minutes serves no session longer for it`, async () => {
      await bench.opened();
      await bench.time.pass(30 * minute);
      bench.time.setClock(minutes * minute);
      await bench.servedAtOnce();
      await bench.time.pass(30 * minute - 6 * second);
      await bench.servedAtOnce(undefined, { withinMs: 0 });
      await bench.time.pass(second);
      assert.ok(await waits(bench.ask()));
    });
  }

  it('back while it did nothing serves no session longer for it', async () => {
    await bench.opened();
    bench.time.stall(30 * minute);
    bench.time.setClock(-30 * minute);
    bench.time.stall(30 * minute - 5 * second);
    assert.ok(await waits(bench.ask()));
  });

  it('back, and that has nothing else to tell time by, loses what passed since it last looked', async () => {
    const { time } = bench;
    const clock = { now: () => time.clock.now() };
    const vendor = new CachingVendor(bench.inner, deployment, vendingSettings({ idleMs: 12 * hour }), clock, {
      schedule: time.schedule,
    });
    const vended = vendor.vend(callerOf('acme'), orders);
    await promisesRun();
    bench.last().succeed();
    await vended;
    for (let steps = 0; steps < 4; steps++) {
      await time.pass(15 * minute);
      time.setClock(-10 * minute);
    }
    assert.deepEqual([vendor.stats().resident, vendor.stats().evicted.expired], [0, 1]);
  });

  it('forward by ten minutes serves what has more than that left, and renews what has not', async () => {
    const session = await bench.opened();
    await bench.time.pass(30 * minute);
    bench.time.setClock(10 * minute);
    assert.equal(await bench.servedAtOnce(), session);
    await bench.time.pass(10 * minute);
    bench.time.setClock(10 * minute);
    assert.ok(await waits(bench.ask()));
  });

  it('forward and back again keeps what it has', async () => {
    const session = await bench.opened();
    bench.time.setClock(10 * minute);
    await bench.time.pass(minute);
    bench.time.setClock(-10 * minute);
    await bench.time.pass(40 * minute);
    assert.equal(await bench.servedAtOnce(), session);
  });

  it('forward by years looks after all its sessions within seconds', async () => {
    await bench.opened();
    bench.time.setClock(5 * 365 * 24 * hour);
    await bench.time.pass(2 * second);
    assert.deepEqual([bench.vendor.stats().resident, bench.time.timers], [0, 0]);
  });
});

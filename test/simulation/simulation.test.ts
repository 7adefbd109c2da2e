import assert from 'node:assert/strict';
import { vendingSettings } from '@leasehold/vending';
import { describe, it } from 'mocha';
import { assumedWorld, hourMs, minuteMs, type World } from './assumptions.ts';
import { CallBudget } from './call-budget.ts';
import { seededRandom } from './random.ts';
import { instanceOf } from './rendezvous.ts';
import { sessionsAsked } from './sessions-asked.ts';
import { simulate } from './simulate.ts';
import { drawStsLatency } from './sts-latency.ts';
import { Tally } from './tally.ts';
import { dailyCurve, traffic } from './traffic.ts';
import { simulateWholeFleet } from './whole-fleet.ts';

/** A fiftieth of the assumed world, for three hours. */
const small: World = {
  ...assumedWorld,
  tenants: 20_000,
  instances: 10,
  vendsPerSecond: 200,
  measuredMs: 2 * hourMs,
};
const sizes = [20, 50, 100, 200, 500, 1_000, 5_000];

for (const balancing of ['affine', 'random'] as const) {
  describe(`a fleet with ${balancing} balancing`, () => {
    const world = { ...small, balancing };

    for (const chosen of [{ maxSessions: 100 }, { maxSessions: 400, sessionSeconds: 900 }, { maxSessions: 2_000 }]) {
      it(`is told from a quarter of one instance: ${JSON.stringify(chosen)}`, () => {
        const settings = vendingSettings(chosen);
        const whole = simulateWholeFleet(world, settings, 5);
        const sum = (of: (tally: Tally) => number) => whole.reduce((all, tally) => all + of(tally), 0);
        const told = [1, 2, 3].flatMap((seed) => simulate({ world, share: 0.25, seed, settings: [settings] }));
        const mean = (values: number[]) => values.reduce((all, value) => all + value, 0) / values.length;
        const hitRate = sum(({ hits }) => hits) / sum(({ vends }) => vends);
        near(mean(told.map((outcome) => outcome.hitRate)), hitRate, 0.015, 'hit rate');
        const stsPerSecond = sum(({ stsCalls }) => stsCalls) / (world.measuredMs / 1_000);
        near(mean(told.map((outcome) => outcome.stsPerSecond.mean)) / stsPerSecond, 1, 0.04, 'calls to STS');
      });
    }

    it('has its vends, sessions and calls to STS add up', () => {
      for (const chosen of [{}, { maxSessions: 40 }, { sessionSeconds: 900, stsCallsPerSecond: 1, stsBurst: 5 }]) {
        const settings = vendingSettings(chosen);
        const unmeasured = { ...world, warmupMs: 0 };
        for (const tally of simulateWholeFleet(unmeasured, settings, 6)) {
          const { vends, hits, misses, staleServed, stsCalls, shedCalls, refreshesBegun, opened, evicted } = tally;
          // A few still wait when the day ends.
          near(hits + misses + staleServed, vends, 5, 'what vends ended in');
          assert.ok(stsCalls + shedCalls <= misses + staleServed + refreshesBegun, 'a call that nothing asked for');
          assert.ok(opened <= stsCalls, 'a session without a call');
          const resident = opened - evicted.lru - evicted.idle - evicted.expired;
          assert.ok(resident >= 0 && resident <= settings.maxSessions, `${resident} sessions are left`);
          assert.ok(tally.residentMost <= settings.maxSessions);
        }
      }
    });

    it('hits no less often with a larger cache, and much more often with a much larger one', () => {
      const settings = sizes.map((maxSessions) => vendingSettings({ maxSessions }));
      const rates = simulate({ world, share: 1, seed: 1, settings }).map(({ hitRate }) => hitRate);
      for (const [index, rate] of rates.entries()) {
        // Equal but for a few calls where the size no longer matters.
        assert.ok(index === 0 || rate >= (rates[index - 1] as number) - 0.000_5, `${rates}`);
      }
      assert.ok((rates.at(-1) as number) > (rates[0] as number) + 0.2, `${rates}`);
    });

    it('is the same again for the same seed, and another for another', () => {
      const settings = [vendingSettings({ maxSessions: 100 }), vendingSettings({ sessionSeconds: 900 })];
      const again = (seed: number) => simulate({ world, share: 0.2, seed, settings });
      assert.deepEqual(again(1), again(1));
      assert.notDeepEqual(again(1), again(2));
    });
  });
}

describe('the assumed traffic', () => {
  for (const balancing of ['affine', 'random'] as const) {
    for (const share of [1, 0.25, 0.03]) {
      it(`is an instance's whole share, thinned to ${share}, with ${balancing} balancing`, () => {
        const { perSecond, totalPerSecond } = sessionsAsked({ ...small, balancing }, share);
        near(
          perSecond.reduce((sum, rate) => sum + rate, 0),
          totalPerSecond,
          1e-9,
          'the sum',
        );
        near(totalPerSecond, (200 / 10) * share, 1e-9, 'the total');
      });
    }
  }

  it('follows Zipf, in calls as in rates', () => {
    const world = { ...small, balancing: 'random', warmupMs: 0, dailySwing: 0 } as const;
    const asked = sessionsAsked(world, 1);
    const counts = new Float64Array(asked.tenants);
    let calls = 0;
    for (const { length, key } of traffic(world, asked, seededRandom(3))) {
      calls += length;
      for (const session of key.subarray(0, length)) {
        const tenant = asked.tenantOf[session] as number;
        counts[tenant] = (counts[tenant] as number) + 1;
      }
    }
    const harmonic = Math.log(20_000) + 0.5772;
    for (const rank of [1, 2, 10]) {
      near(((counts[rank - 1] as number) / calls) * rank * harmonic, 1, 0.06, `the part of rank ${rank}`);
    }
    near(calls, 20 * 7_200, 1_500, 'calls');
  });

  it('swings about its mean once a day, in order of time', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => dailyCurve(small, small.warmupMs + hour * hourMs));
    near(hours.reduce((sum, rate) => sum + rate, 0) / 24, 1, 1e-9, 'the mean');
    assert.equal(hours.indexOf(Math.max(...hours)), small.busiestHour);
    let last = 0;
    for (const { length, at } of traffic(small, sessionsAsked(small, 0.1), seededRandom(4))) {
      for (const time of at.subarray(0, length)) {
        assert.ok(time >= last && time < small.warmupMs + small.measuredMs);
        last = time;
      }
    }
  });

  it('is spread by rendezvous hashing evenly, and moves a tenant of ten when an instance of ten goes', () => {
    const counts = new Array<number>(10).fill(0);
    let moved = 0;
    for (let tenant = 0; tenant < 20_000; tenant += 1) {
      const home = instanceOf(tenant, 10);
      counts[home] = (counts[home] ?? 0) + 1;
      if (instanceOf(tenant, 9) !== home) moved += 1;
    }
    for (const count of counts) near(count, 2_000, 200, 'tenants of an instance');
    assert.equal(moved, counts[9]);
  });
});

describe('the assumed STS', () => {
  it('takes 50 to 100 ms nine times of ten, and now and then much longer, and never too long', () => {
    const random = seededRandom(2);
    const drawn = Array.from({ length: 100_000 }, () => drawStsLatency(random)).sort((one, other) => one - other);
    const at = (part: number) => drawn[Math.floor(part * drawn.length)] as number;
    near(at(0.05), 50, 2, 'p5');
    near(at(0.5), 70, 2, 'p50');
    near(at(0.94), 100, 4, 'p94');
    assert.ok(at(0.999) > 300 && (drawn.at(-1) as number) <= 3_000);
  });

  it('is never asked beyond the budget, and who is turned away would have waited too long', () => {
    const random = seededRandom(1);
    const budget = new CallBudget(5, 20, 2_000);
    const starts: number[] = [];
    let turnedAway = 0;
    for (let now = 0; now < 20 * minuteMs; now += Math.floor(random() * 300)) {
      const wait = budget.wait(now);
      if (wait === -1) turnedAway += 1;
      else starts.push(now + wait);
      assert.ok(wait <= 2_000);
    }
    assert.ok(turnedAway > 100 && starts.length > 5_900, `${turnedAway} turned away, ${starts.length} not`);
    for (let first = 0; first + 100 < starts.length; first += 1) {
      const ms = (starts[first + 100] as number) - (starts[first] as number);
      assert.ok(ms >= (80 / 5) * 1_000 - 1, `100 calls in ${ms} ms`);
    }
  });
});

describe('the tally', () => {
  it('finds the busiest minute of a fleet, and not what chance makes of one instance', () => {
    const steady = new Tally(0);
    const busy = new Tally(0);
    const random = seededRandom(5);
    for (let call = 0; call < 1_440 * 60; call += 1) {
      const at = random() * 1_440 * minuteMs;
      steady.stsCall(at);
      busy.stsCall(at);
    }
    for (let call = 0; call < 240; call += 1) busy.stsCall(700 * minuteMs + random() * minuteMs);
    assert.ok(Math.max(...steady.byMinute()) / 60 > 1.35, 'chance makes no peak');
    near(steady.peakPerSecond(), 1, 0.3, 'the peak of steady calls');
    near(busy.peakPerSecond(), 5, 0.6, 'the peak');
  });

  it('tells how long the fastest part of all vends waited', () => {
    const tally = new Tally(0);
    for (let ms = 0; ms < 1_000; ms += 1) tally.waited(ms);
    assert.deepEqual([tally.waitOf(0.5), tally.waitOf(0.99), tally.waitOf(1)], [499, 989, 999]);
  });
});

function near(actual: number, expected: number, within: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= within, `${what}: ${actual}, not ${expected} ± ${within}`);
}

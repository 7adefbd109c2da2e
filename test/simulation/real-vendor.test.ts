import assert from 'node:assert/strict';
import { vendingSettings } from '@leasehold/vending';
import { describe, it } from 'mocha';
import { assumedWorld, minuteMs } from './assumptions.ts';
import { CallBudget } from './call-budget.ts';
import { seededRandom } from './random.ts';
import { RealVendor } from './real-vendor.ts';
import { sessionsAsked } from './sessions-asked.ts';
import { SimulatedVendor } from './simulated-vendor.ts';
import { traffic } from './traffic.ts';

const world = {
  ...assumedWorld,
  tenants: 400,
  instances: 1,
  vendsPerSecond: 2,
  warmupMs: 0,
  measuredMs: 120 * minuteMs,
};

const cases = [
  {
    name: 'the default settings',
    shows: ['idle', 'refreshesBegun'],
    settings: {},
    tokenLifeMs: 60 * minuteMs,
    latencyMs: 150,
  },
  {
    name: 'a cache for a tenth of the sessions',
    shows: ['lru'],
    settings: { maxSessions: 70 },
    tokenLifeMs: 60 * minuteMs,
    latencyMs: 150,
  },
  {
    name: 'short sessions, shorter tokens and a slow STS',
    shows: ['expired', 'staleServed'],
    settings: { sessionSeconds: 900, advisoryMs: 200_000, mandatoryMs: 150_000, idleMs: 1_200_000 },
    tokenLifeMs: 4 * minuteMs,
    latencyMs: 2_500,
  },
  {
    name: 'a budget that turns calls away',
    shows: ['refreshesFailed'],
    settings: { sessionSeconds: 900, stsCallsPerSecond: 1, stsBurst: 1, maxWaitMs: 800 },
    tokenLifeMs: 20 * minuteMs,
    latencyMs: 800,
  },
] as const;

describe('the simulated vendor', () => {
  for (const { name, shows, settings: chosen, tokenLifeMs, latencyMs } of cases) {
    it(`does to each call what CachingVendor does, with ${name}`, async () => {
      const settings = vendingSettings(chosen);
      const asked = sessionsAsked(world, 1);
      const partsOf = () => {
        const [random, slow] = [seededRandom(7), seededRandom(8)];
        const budget = new CallBudget(settings.stsCallsPerSecond, settings.stsBurst, settings.maxWaitMs);
        const latency = () => 1 + Math.floor(slow() * latencyMs);
        return { keys: asked.perSecond.length, settings, budget, latency, random, share: 1 };
      };
      const simulated = new SimulatedVendor(partsOf());
      const real = new RealVendor(partsOf());
      let calls = 0;
      for (const { length, at, key, tokenEndsAt } of traffic({ ...world, tokenLifeMs }, asked, seededRandom(9))) {
        for (let index = 0; index < length; index += 1) {
          const call = [key[index] ?? 0, at[index] ?? 0, tokenEndsAt[index] ?? 0] as const;
          simulated.vend(...call);
          await real.vend(...call);
          calls += 1;
          assert.deepEqual(simulatedStats(simulated), realStats(real), `after call ${calls}, of ${call}`);
        }
      }
      const end = world.measuredMs + 60 * minuteMs;
      simulated.pass(end);
      await real.pass(end);
      assert.deepEqual(simulatedStats(simulated), realStats(real));
      for (const each of shows) assert.ok(realStats(real)[each] > 0, `it shows no ${each}`);
      assert.ok(calls > 5_000, `${calls} calls were compared`);
    });
  }
});

function simulatedStats({ tally, slots }: SimulatedVendor) {
  const { hits, misses, staleServed, refreshesBegun, refreshesFailed, evicted } = tally;
  return { hits, misses, staleServed, refreshesBegun, refreshesFailed, ...evicted, resident: slots.size };
}

function realStats(real: RealVendor) {
  const { hits, misses, staleServed, refreshesBegun, refreshesFailed, evicted, resident } = real.stats();
  const { lru, idle, expired } = evicted;
  return { hits, misses, staleServed, refreshesBegun, refreshesFailed, lru, idle, expired, resident };
}

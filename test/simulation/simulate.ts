import type { SimulatedSettings, World } from './assumptions.ts';
import { CallBudget } from './call-budget.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { seededRandom } from './random.ts';
import { sessionsAsked } from './sessions-asked.ts';
import { SimulatedVendor } from './simulated-vendor.ts';
import { drawStsLatency } from './sts-latency.ts';
import { Tally } from './tally.ts';
import { type Calls, traffic } from './traffic.ts';

/** One world, and the settings to try in it: all see the same calls. */
export interface Plan {
  readonly world: World;
  /** Which part of one instance is simulated, (0, 1]: tenants, cache size and budget are thinned together. */
  readonly share: number;
  readonly seed: number;
  readonly settings: readonly SimulatedSettings[];
}

/**
 * What the whole fleet would do, for each of the settings, from one instance that stands for all.
 * @param progress hears the part of the plan that is done, of [0, 1]
 */
export function simulate(plan: Plan, progress: (done: number) => void = () => undefined): Outcome[] {
  const { world, share, seed } = plan;
  const asked = sessionsAsked(world, share);
  const runs = plan.settings.map((settings, index) => {
    const random = seededRandom(seed * 1_000 + 1 + index);
    const { stsCallsPerSecond, stsBurst, maxWaitMs } = settings;
    const budget = new CallBudget(stsCallsPerSecond * share, stsBurst * share, maxWaitMs);
    const parts = { budget, latency: () => drawStsLatency(random), random, share };
    return { settings, vendor: new SimulatedVendor({ ...parts, keys: asked.perSecond.length, settings }) };
  });
  const coldStarts: Tally[] = [];
  const end = world.warmupMs + world.measuredMs;
  for (const calls of traffic(world, asked, seededRandom(seed * 1_000))) {
    for (const [index, { vendor }] of runs.entries()) {
      const from = coldStarts[index] === undefined ? firstAt(calls, world.warmupMs) : 0;
      vendor.run(calls, 0, from);
      if (from < calls.length && coldStarts[index] === undefined) {
        coldStarts[index] = vendor.tally;
        vendor.tally = new Tally(world.warmupMs, vendor.slots.size);
      }
      vendor.run(calls, from);
    }
    if (calls.length > 0) progress((calls.at[calls.length - 1] as number) / end);
  }
  const scale = world.instances / share;
  return runs.map(({ settings, vendor }, index) => {
    vendor.pass(end);
    const cold = coldStarts[index] ?? new Tally(0);
    return outcomeOf({ settings, measured: vendor.tally, cold, scale, share, world });
  });
}

/** The index of the first call at `time` or later; `length` when there is none. */
function firstAt({ at, length }: Calls, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

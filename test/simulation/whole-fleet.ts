import type { SimulatedSettings, World } from './assumptions.ts';
import { CallBudget } from './call-budget.ts';
import { seededRandom } from './random.ts';
import { instanceOf } from './rendezvous.ts';
import { sessionsAsked } from './sessions-asked.ts';
import { SimulatedVendor } from './simulated-vendor.ts';
import { drawStsLatency } from './sts-latency.ts';
import { Tally } from './tally.ts';
import { traffic } from './traffic.ts';

/**
 * Every instance, every tenant, every call: what the reduction stands for, affordable for small worlds. Answers the tally of
 * each instance from the end of the warm-up on.
 */
export function simulateWholeFleet(world: World, settings: SimulatedSettings, seed: number): Tally[] {
  const asked = sessionsAsked({ ...world, instances: 1, balancing: 'random' }, 1);
  const random = seededRandom(seed);
  const vendors = Array.from({ length: world.instances }, () => {
    const { stsCallsPerSecond, stsBurst, maxWaitMs } = settings;
    const budget = new CallBudget(stsCallsPerSecond, stsBurst, maxWaitMs);
    const latency = () => drawStsLatency(random);
    return new SimulatedVendor({ keys: asked.perSecond.length, settings, budget, latency, random, share: 1 });
  });
  const homes = Array.from({ length: asked.tenants }, (_, tenant) => instanceOf(tenant, world.instances));
  const goesTo = (key: number): number =>
    world.balancing === 'affine'
      ? (homes[asked.tenantOf[key] as number] as number)
      : Math.floor(random() * world.instances);
  let isMeasured = false;
  for (const { length, at, key, tokenEndsAt } of traffic(world, asked, seededRandom(seed + 1))) {
    for (let index = 0; index < length; index += 1) {
      const now = at[index] as number;
      if (!isMeasured && now >= world.warmupMs) {
        isMeasured = true;
        for (const vendor of vendors) vendor.tally = new Tally(world.warmupMs, vendor.slots.size);
      }
      const session = key[index] as number;
      vendors[goesTo(session)]?.vend(session, now, tokenEndsAt[index] as number);
    }
  }
  return vendors.map((vendor) => {
    vendor.pass(world.warmupMs + world.measuredMs);
    return vendor.tally;
  });
}

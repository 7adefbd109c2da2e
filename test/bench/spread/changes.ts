import type { FreshWorld } from '../../freshness/world.ts';
import { paced } from './paced.ts';
import { Seen } from './seen.ts';
import { isParameter, type TenantPlace, tenantPlaces } from './tenant-places.ts';

export interface ChangesPlan {
  readonly tenants: number;
  readonly changes: number;
  readonly perSecond: number;
}

/** How long one change took, from the store's answer to its writer, in milliseconds. */
export interface Spread {
  readonly isParameter: boolean;
  /** Until a caller of the last instance had read it. */
  readonly readMs: number;
  /** Until the last instance was told, so that it answered no call with what was before. */
  readonly toldMs: number;
}

/** What came of all. */
export interface Spreads {
  readonly spreads: readonly Spread[];
  /** Reads that were answered UNAVAILABLE, and sent again at once. */
  readonly failures: number;
}

/** Lambda's first retry comes after a minute; what has not come by then is lost, and the measurement given up. */
const longestMs = 120_000;

/** Changes keys behind the instances' backs, each in turn of another tenant, half of them in each store. */
export async function spreadChanges(world: FreshWorld, plan: ChangesPlan, random: () => number): Promise<Spreads> {
  const places = tenantPlaces(plan.tenants);
  const seen = world.instances.map((instance) => new Seen(instance, (tenant) => world.token(tenant, 'reader')));
  const last = new Map<TenantPlace, Promise<void>>();
  const spreads: Spread[] = [];
  const change = async (place: TenantPlace, value: string): Promise<void> => {
    const all = Promise.all(seen.map((each) => each.next(place, value)));
    await world.operator.put(place.tenant, place, value);
    const storedAt = performance.now();
    const at = await within(all, place);
    const after = (times: readonly number[]) => Math.max(...times) - storedAt;
    spreads.push({
      isParameter: isParameter(place),
      readMs: after(at.map(({ readAt }) => readAt)),
      toldMs: after(at.map(({ toldAt }) => toldAt)),
    });
  };
  try {
    await paced({ count: plan.changes, perSecond: plan.perSecond, random }, async (index) => {
      const place = places[(index % 2) * plan.tenants + ((index >> 1) % plan.tenants)];
      if (place === undefined) return;
      // One at a time of a key, so that each value is one that somebody reads.
      const turn = (last.get(place) ?? Promise.resolve()).then(() =>
        change(place, `value ${index} of ${plan.changes}`),
      );
      last.set(place, turn);
      await turn;
    });
    return { spreads, failures: seen.reduce((sum, { failures }) => sum + failures, 0) };
  } finally {
    for (const each of seen) each.end();
  }
}

/** Has every instance hold every value, with sessions open, as a service under traffic has. */
export async function holdAll(world: FreshWorld, tenants: number): Promise<void> {
  const places = tenantPlaces(tenants);
  for (const place of places) await world.operator.put(place.tenant, place, 'before all');
  await world.aws.deliveries.settled();
  for (const place of places) {
    const token = world.token(place.tenant, 'reader');
    await Promise.all(world.instances.map((instance) => instance.read(token, place)));
  }
}

async function within<T>(work: Promise<T>, { tenant, key }: TenantPlace): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${key} of ${tenant} is not everywhere after ${longestMs} ms`)),
      longestMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

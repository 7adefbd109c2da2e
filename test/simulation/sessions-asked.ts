import type { World } from './assumptions.ts';

/** The sessions that one instance is asked for, and how often; the commonest first. */
export interface SessionsAsked {
  /** Calls a second for each session (tenant and service), averaged over the day. */
  readonly perSecond: Float64Array;
  /** The tenant of each session, from 0. */
  readonly tenantOf: Int32Array;
  readonly tenants: number;
  /** Of all sessions, by rate. */
  readonly totalPerSecond: number;
}

/**
 * The tenants of one of the instances, thinned to a `share` of (0, 1] of them. Ranks are cut into blocks of as many as are
 * thinned to one, and the one gets the block's mean rate, so that the total is exactly the instance's share of the fleet's.
 *
 * With random balancing an instance sees every tenant at 1 / instances of its rate: a Poisson stream that is split by
 * chance is as many independent ones, so that the instances are equal in law. With affine balancing it sees one in
 * `instances` tenants at its whole rate.
 */
export function sessionsAsked(world: World, share: number): SessionsAsked {
  const { tenants: all, instances, servicesOfTenants } = world;
  const affine = world.balancing === 'affine';
  const tenants = Math.round((affine ? all / instances : all) * share);
  if (tenants < 1 || tenants > all) throw new RangeError(`a share of ${share} leaves ${tenants} tenants of ${all}`);
  const weights = blockSums(all, tenants, world.zipfExponent);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const totalPerSecond = (world.vendsPerSecond / instances) * share;
  const rates: number[] = [];
  const owners: number[] = [];
  for (const [tenant, weight] of weights.entries()) {
    const services = servicesOf(tenant, servicesOfTenants);
    const parts = Array.from({ length: services }, (_, index) => 1 / (index + 1));
    const sum = parts.reduce((one, other) => one + other, 0);
    for (const part of parts) {
      rates.push(((weight / whole) * totalPerSecond * part) / sum);
      owners.push(tenant);
    }
  }
  return { perSecond: Float64Array.from(rates), tenantOf: Int32Array.from(owners), tenants, totalPerSecond };
}

/** The sum of 1 / rank^exponent over each of `blocks` equal blocks of ranks. */
function blockSums(ranks: number, blocks: number, exponent: number): Float64Array {
  const sums = new Float64Array(blocks);
  for (let rank = 1; rank <= ranks; rank += 1) {
    const block = Math.min(Math.floor(((rank - 1) * blocks) / ranks), blocks - 1);
    sums[block] = (sums[block] as number) + rank ** -exponent;
  }
  return sums;
}

/** By the golden ratio, so that among any few tenants in a row the shares are nearly as wished. */
function servicesOf(tenant: number, shares: readonly number[]): number {
  let left = (tenant * 0.618033988749895 + 0.5) % 1;
  for (const [index, share] of shares.entries()) {
    if (left < share) return index + 1;
    left -= share;
  }
  return shares.length;
}

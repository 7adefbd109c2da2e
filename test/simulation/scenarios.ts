import { type VendingSettings, vendingDefaults, vendingSettings } from '@leasehold/vending';
import { assumedWorld, hourMs, stsQuotaPerSecond, type World } from './assumptions.ts';
import type { Outcome } from './outcome.ts';
import { simulate } from './simulate.ts';

const cacheSizes = [1_000, vendingDefaults.maxSessions, 20_000, 100_000];
/** 12 hours with web identity only: role chaining ends at one. */
export const lifetimes = [900, 3_600, 43_200];

/** One change to the assumptions, with affine balancing, 20,000 sessions and an hour. */
interface WhatIf {
  readonly name: string;
  readonly outcome: Outcome;
}

/** Everything that is reported. */
export interface Findings {
  readonly seed: number;
  readonly share: number;
  readonly world: World;
  /** Affine balancing first; by lifetime, then by cache size. */
  readonly grid: readonly Outcome[];
  readonly whatIfs: readonly WhatIf[];
}

const base: Partial<VendingSettings> = { maxSessions: 20_000, sessionSeconds: 3_600 };
/** Nobody is evicted for want of room. */
const lasting: Partial<VendingSettings> = { idleMs: hourMs, maxSessions: 50_000 };
const quotaShare = Math.floor(stsQuotaPerSecond / assumedWorld.instances);

/** Settings tried in the assumed world. */
const otherSettings: readonly { readonly name: string; readonly settings: Partial<VendingSettings> }[] = [
  { name: 'idle for an hour until evicted, room for all', settings: { ...base, ...lasting } },
  { name: 'the same, with sessions of 12 h', settings: { ...base, ...lasting, sessionSeconds: 43_200 } },
  {
    name: `budget of the quota's share, ${quotaShare}/s, burst ${10 * quotaShare}`,
    settings: { ...base, stsCallsPerSecond: quotaShare, stsBurst: 10 * quotaShare },
  },
];

/** Other worlds, with the settings as they are. */
const otherWorlds: readonly { readonly name: string; readonly world: Partial<World> }[] = [
  { name: 'Zipf exponent 0.8', world: { zipfExponent: 0.8 } },
  { name: 'Zipf exponent 1.2', world: { zipfExponent: 1.2 } },
  { name: 'four times the traffic', world: { vendsPerSecond: 4 * assumedWorld.vendsPerSecond } },
];

/** Runs everything there is to report. `progress` hears what is being done and the part of all work that is, of [0, 1]. */
export function findings(
  { seed, share }: { readonly seed: number; readonly share: number },
  progress: (what: string, done: number) => void,
): Findings {
  const chosen = lifetimes.flatMap((sessionSeconds) =>
    cacheSizes.map((maxSessions) => ({ sessionSeconds, maxSessions })),
  );
  const others = otherSettings.map(({ settings }) => settings);
  const plans = [
    { name: 'affine balancing', world: assumedWorld, settings: [...chosen, ...others], weight: 5 },
    { name: 'random balancing', world: { ...assumedWorld, balancing: 'random' as const }, settings: chosen, weight: 9 },
    ...otherWorlds.map(({ name, world }) => ({
      name,
      world: { ...assumedWorld, ...world },
      settings: [base],
      weight: 1,
    })),
  ];
  const work = plans.reduce((sum, { weight }) => sum + weight, 0);
  let done = 0;
  const outcomes = plans.map(({ name, world, settings, weight }) => {
    const plan = { world, share, seed, settings: settings.map((each) => vendingSettings(each)) };
    const told = simulate(plan, (part) => progress(name, (done + part * weight) / work));
    done += weight;
    return told;
  });
  const [affine = [], random = [], ...worlds] = outcomes;
  const whatIfs = [
    ...otherSettings.map(({ name }, index) => ({ name, outcome: affine[chosen.length + index] })),
    ...otherWorlds.map(({ name }, index) => ({ name, outcome: worlds[index]?.[0] })),
  ];
  return {
    seed,
    share,
    world: assumedWorld,
    grid: [...affine.slice(0, chosen.length), ...random],
    whatIfs: whatIfs.flatMap(({ name, outcome }) => (outcome === undefined ? [] : [{ name, outcome }])),
  };
}

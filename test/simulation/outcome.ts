import type { SimulatedSettings, World } from './assumptions.ts';
import type { Tally } from './tally.ts';

/** What a day of the whole fleet is like. Times are in milliseconds, parts are of [0, 1]. */
export interface Outcome {
  readonly balancing: World['balancing'];
  readonly maxSessions: number;
  readonly sessionSeconds: number;
  /** Of all vends: served from the cache at once. */
  readonly hitRate: number;
  /** Of all vends: turned away because the instance's budget was used up. */
  readonly failed: number;
  readonly stsPerSecond: { readonly mean: number; readonly peakMinute: number };
  /** How long vends waited, those that did not wait included. */
  readonly waitMs: { readonly p50: number; readonly p99: number; readonly p999: number };
  /** Sessions of one instance at most. */
  readonly residentMost: number;
  /** For the whole fleet and day. */
  readonly evicted: Tally['evicted'];
  /** All instances started at once with nothing cached: the first minute's calls to STS, and what became of the vends until the measured day. */
  readonly coldStart: { readonly stsPerSecond: number; readonly failed: number };
}

/** What one simulated part of an instance did, said of the fleet: `scale` is how many such parts there are. */
export function outcomeOf(parts: {
  readonly settings: SimulatedSettings;
  readonly world: World;
  readonly measured: Tally;
  readonly cold: Tally;
  readonly scale: number;
  readonly share: number;
}): Outcome {
  const { settings, world, measured, cold, scale, share } = parts;
  const { lru, idle, expired } = measured.evicted;
  return {
    balancing: world.balancing,
    maxSessions: settings.maxSessions,
    sessionSeconds: settings.sessionSeconds,
    hitRate: measured.hits / measured.vends,
    failed: measured.failed / measured.vends,
    stsPerSecond: {
      mean: (measured.stsCalls * scale) / (world.measuredMs / 1_000),
      peakMinute: measured.peakPerSecond() * scale,
    },
    waitMs: { p50: measured.waitOf(0.5), p99: measured.waitOf(0.99), p999: measured.waitOf(0.999) },
    residentMost: Math.round(measured.residentMost / share),
    evicted: { lru: Math.round(lru * scale), idle: Math.round(idle * scale), expired: Math.round(expired * scale) },
    coldStart: {
      stsPerSecond: ((cold.byMinute()[0] ?? 0) * scale) / 60,
      failed: cold.vends === 0 ? 0 : cold.failed / cold.vends,
    },
  };
}

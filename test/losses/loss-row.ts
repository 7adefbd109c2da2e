import type { GivenUp } from './given-up.ts';
import type { LossOptions, LossWorld } from './loss-world.ts';

export const second = 1_000;
export const minute = 60_000;

/** What instances and watchers may at most be behind the stores, in milliseconds. */
interface Bounds {
  /** A value served as fresh, for so long after it was replaced. */
  readonly tenantConfigMs: number;
  readonly paramConfigMs: number;
  /** A watcher is told of a change so long after it was made. */
  readonly watchersMs: number;
}

/** One way to lose events, or what carries them: how it is brought about, and what is promised under it. */
export interface LossRow {
  readonly name: string;
  /** How long it lasts. */
  readonly forMs: number;
  /** How long is looked on when it has ended, without a change. */
  readonly afterMs: number;
  readonly changeEveryMs: number;
  readonly world?: LossOptions;
  /** How long is read, and how often renewed, before it begins. */
  readonly beforeMs?: number;
  /** Life of the watchers' tokens; they watch again at once when their watch ends. */
  readonly watchTokenMs?: number;
  readonly begin: (world: LossWorld) => void | Promise<void>;
  /** Halfway, between two changes. */
  readonly halfway?: (world: LossWorld) => void | Promise<void>;
  readonly end?: (world: LossWorld) => void | Promise<void>;
  readonly bounds: Bounds;
  /** What callers may see; every one of these is seen. */
  readonly callers: readonly string[];
  /** Refresh calls acknowledged and lists of Cloud Map, where rounds that take real time decide how many. */
  readonly callsAtMost?: { readonly refresh: number; readonly discover: number };
  /** Whether events vanish on their way, so that nobody is there to report them. */
  readonly vanish?: true;
  /** Whether events are given up; otherwise the failure queue stays empty. */
  readonly givenUp?: true;
}

/** What happened in one row. Times are the longest seen, in milliseconds. */
export interface LossResult {
  readonly changes: number;
  readonly outdatedMs: { readonly tenant_config: number; readonly param_config: number };
  readonly toldAfterMs: number;
  readonly callers: ReadonlyMap<string, number>;
  /** Ends of watches, by status. */
  readonly watchesEnded: ReadonlyMap<string, number>;
  readonly refreshCalls: number;
  readonly discoveries: number;
  readonly reads: number;
  readonly versionPages: number;
  readonly givenUp: GivenUp;
  /** Changes that were neither acknowledged by every live instance nor are in the failure queue. */
  readonly unaccounted: number;
  /** Why watches began with a snapshot. */
  readonly watchSnapshots: ReadonlySet<string>;
  /** Places at an instance, or of a watcher, that differ from the store in the end. */
  readonly differing: number;
  /** Reads older than one before on the same instance, and versions told to a watcher twice or out of order. */
  readonly backwards: number;
}

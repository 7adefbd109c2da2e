import { type VendingSettings, vendingDefaults } from '@leasehold/vending';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** What vending is like for a fleet: who asks, how often, and how STS answers. Everything here is assumed, not measured. */
export interface World {
  readonly tenants: number;
  readonly instances: number;
  /** Sessions asked for, all instances together, averaged over the day. */
  readonly vendsPerSecond: number;
  /** The tenant of rank r asks in proportion to 1 / r^exponent. */
  readonly zipfExponent: number;
  /** How many services tenants have: the share that has 1, 2, … of them. The i-th service has a part of 1 / i. */
  readonly servicesOfTenants: readonly number[];
  /** Traffic swings by so much about its mean over the day, all tenants in one time zone. */
  readonly dailySwing: number;
  /** Where the day is busiest, in hours since the measured day began. */
  readonly busiestHour: number;
  /** Tokens live so long; a call comes with one that is equally likely of any age. */
  readonly tokenLifeMs: number;
  /** `random`: any instance serves any tenant; `affine`: rendezvous hashing sends a tenant to one instance. */
  readonly balancing: 'random' | 'affine';
  /** How long before the measured day all instances start at once, with nothing cached. */
  readonly warmupMs: number;
  readonly measuredMs: number;
}

/** The README beside this file says where each figure is from. */
export const assumedWorld: World = {
  tenants: 1_000_000,
  instances: 50,
  vendsPerSecond: 5_000,
  zipfExponent: 1,
  servicesOfTenants: [0.5, 0.25, 0.15, 0.1],
  dailySwing: 0.6,
  busiestHour: 14,
  tokenLifeMs: hourMs,
  balancing: 'affine',
  warmupMs: hourMs,
  measuredMs: 24 * hourMs,
};

/** The quota of an account and region for AssumeRole and kindred calls, a second (IAM user guide, IAM and AWS STS quotas). */
export const stsQuotaPerSecond = 600;

/** How long STS takes: lognormal about the median, and a part of `tailShare` from a Pareto tail up to `mostMs`. */
export const stsLatency = {
  medianMs: 70,
  /** 90 % of what is not tail is within 50 and 100 ms. */
  sigma: Math.log(100 / 70) / 1.645,
  tailShare: 0.01,
  tailFromMs: 100,
  tailShape: 1.5,
  /** The attempt ends there. */
  mostMs: vendingDefaults.requestTimeoutMs,
} as const;

/**
 * What vending bounds by constants of its own that it does not export: session-sweep.ts and session-source.ts. The
 * test against the real vendor notices when they matter and differ.
 */
export const vendingConstants = { sweepMs: 1_000, maxSwept: 2_000, maxRenewals: 500, advisoryJitter: 0.2 } as const;

/** The settings of `@leasehold/vending` that the simulation follows. */
export type SimulatedSettings = Pick<
  VendingSettings,
  | 'sessionSeconds'
  | 'maxSessions'
  | 'advisoryMs'
  | 'mandatoryMs'
  | 'mandatoryWaitMs'
  | 'expiryMarginMs'
  | 'idleMs'
  | 'backoffMs'
  | 'maxBackoffMs'
  | 'stsCallsPerSecond'
  | 'stsBurst'
  | 'maxWaitMs'
>;

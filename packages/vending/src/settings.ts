import type { Deployment } from '@leasehold/policies';
import type { VendingObserver } from './vending-observer.ts';

/** How one issuer's tokens become sessions. */
export type VendingMode = 'web-identity' | 'assume-role';

/** Bounds of vending. Every one has a default in {@link vendingDefaults}; times are in the unit of their name. */
export interface VendingSettings {
  /** Length of a session, 900-43,200; also at most the role's MaxSessionDuration, which STS enforces. */
  readonly sessionSeconds: number;
  /** With so much left or less a session is renewed in the background, 10,000-600,000. */
  readonly advisoryMs: number;
  /** With so much left or less callers wait for the renewal, 2,000-300,000; less than `advisoryMs`. */
  readonly mandatoryMs: number;
  /** A session is not given out in its last so many milliseconds, 1,000-60,000; less than `mandatoryMs`. */
  readonly expiryMarginMs: number;
  /** How long a caller waits for a renewal while the session it replaces still serves, 0-10,000. */
  readonly mandatoryWaitMs: number;
  /** A session nobody used for so long is not renewed, and is evicted, 10,000-86,400,000. */
  readonly idleMs: number;
  /** Sessions kept, 1-1,000,000; the least used leave first. */
  readonly maxSessions: number;
  /** First wait after a recoverable failure, 100-60,000; it doubles with each further one. */
  readonly backoffMs: number;
  /** Longest such wait, 100-600,000. */
  readonly maxBackoffMs: number;
  /** How long a failure that no retry mends is remembered at first, 100-60,000; it doubles with each further one. */
  readonly negativeMs: number;
  /** The longest it is remembered, 100-600,000. */
  readonly maxNegativeMs: number;
  /** Time for a connection to STS, 100-10,000. */
  readonly connectTimeoutMs: number;
  /** Time for STS to answer one attempt, 100-30,000. */
  readonly requestTimeoutMs: number;
  /** Attempts of one call at one endpoint, the first included, 1-5. */
  readonly maxAttempts: number;
  /** Time for everything STS is asked on behalf of one vend, both endpoints together, 200-60,000. */
  readonly stsTotalMs: number;
  /** Connections to one STS endpoint, 1-2,000. */
  readonly stsSockets: number;
  /**
   * Calls to STS in the long run, 1-10,000 a second. All instances share an account's quota of a region: 600 a second for
   * AssumeRole (IAM user guide, IAM and AWS STS quotas), and no published number for AssumeRoleWithWebIdentity.
   */
  readonly stsCallsPerSecond: number;
  /** Calls to STS at once after a quiet time, 1-100,000. */
  readonly stsBurst: number;
  /** The part of rate and burst that one tenant may use, 1-100 percent. */
  readonly tenantSharePercent: number;
  /** Calls that may wait for their turn at STS, 0-100,000. */
  readonly maxWaiting: number;
  /** Calls of one tenant that may, 0-10,000. */
  readonly maxWaitingPerTenant: number;
  /** The longest a call waits for its turn, 0-60,000. */
  readonly maxWaitMs: number;
  /** Failures of an STS endpoint in a row after which it is left alone, 1-100. */
  readonly breakerFailures: number;
  /** How long at first, 100-60,000; it doubles each time a trial fails. */
  readonly breakerMs: number;
  /** How long at most, 100-600,000. */
  readonly maxBreakerMs: number;
}

export const vendingDefaults: VendingSettings = {
  sessionSeconds: 3_600,
  advisoryMs: 300_000,
  mandatoryMs: 60_000,
  expiryMarginMs: 5_000,
  mandatoryWaitMs: 1_000,
  idleMs: 900_000,
  maxSessions: 10_000,
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  negativeMs: 5_000,
  maxNegativeMs: 60_000,
  connectTimeoutMs: 1_000,
  requestTimeoutMs: 3_000,
  maxAttempts: 2,
  stsTotalMs: 8_000,
  stsSockets: 200,
  stsCallsPerSecond: 50,
  stsBurst: 500,
  tenantSharePercent: 10,
  maxWaiting: 2_000,
  maxWaitingPerTenant: 100,
  maxWaitMs: 5_000,
  breakerFailures: 5,
  breakerMs: 1_000,
  maxBreakerMs: 30_000,
};

/** STS: DurationSeconds is at least 900 and at most 12 hours. */
const ranges: Readonly<Record<keyof VendingSettings, readonly [number, number]>> = {
  sessionSeconds: [900, 43_200],
  advisoryMs: [10_000, 600_000],
  mandatoryMs: [2_000, 300_000],
  expiryMarginMs: [1_000, 60_000],
  mandatoryWaitMs: [0, 10_000],
  idleMs: [10_000, 86_400_000],
  maxSessions: [1, 1_000_000],
  backoffMs: [100, 60_000],
  maxBackoffMs: [100, 600_000],
  negativeMs: [100, 60_000],
  maxNegativeMs: [100, 600_000],
  connectTimeoutMs: [100, 10_000],
  requestTimeoutMs: [100, 30_000],
  maxAttempts: [1, 5],
  stsTotalMs: [200, 60_000],
  stsSockets: [1, 2_000],
  stsCallsPerSecond: [1, 10_000],
  stsBurst: [1, 100_000],
  tenantSharePercent: [1, 100],
  maxWaiting: [0, 100_000],
  maxWaitingPerTenant: [0, 10_000],
  maxWaitMs: [0, 60_000],
  breakerFailures: [1, 100],
  breakerMs: [100, 60_000],
  maxBreakerMs: [100, 600_000],
};

/** What must be less, or not more, than what: the windows of a session lie in each other, and waits end at their longest. */
const orders: readonly (readonly [keyof VendingSettings, 'less than' | 'at most', keyof VendingSettings])[] = [
  ['expiryMarginMs', 'less than', 'mandatoryMs'],
  ['mandatoryMs', 'less than', 'advisoryMs'],
  ['backoffMs', 'at most', 'maxBackoffMs'],
  ['negativeMs', 'at most', 'maxNegativeMs'],
  ['breakerMs', 'at most', 'maxBreakerMs'],
];

/**
 * STS refuses more than an hour for a session that is obtained with another session (role chaining), which is what a
 * task role does.
 */
export const maxChainedSeconds = 3_600;

/** Settings out of their range. The message is for the person who wrote them. */
export class VendingSettingsError extends Error {
  readonly code = 'vending-settings';

  constructor(message: string) {
    super(message);
    this.name = 'VendingSettingsError';
  }
}

/** The defaults with `chosen` over them. @throws VendingSettingsError naming the setting and its range or its bound. */
export function vendingSettings(chosen: Partial<VendingSettings> = {}): VendingSettings {
  const settings = { ...vendingDefaults, ...chosen };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = settings[name as keyof VendingSettings];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new VendingSettingsError(`vending.${name} is ${value}: a whole number from ${least} to ${most}`);
    }
  }
  for (const [name, relation, bound] of orders) {
    const fits = relation === 'at most' ? settings[name] <= settings[bound] : settings[name] < settings[bound];
    if (!fits) {
      throw new VendingSettingsError(
        `vending.${name} is ${settings[name]}: ${relation} vending.${bound}, which is ${settings[bound]}`,
      );
    }
  }
  return settings;
}

/** What the STS vendors are made for. */
export interface VendorContext {
  readonly deployment: Deployment;
  readonly settings: VendingSettings;
  readonly observer: VendingObserver;
}

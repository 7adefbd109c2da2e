import type { Deployment } from '@leasehold/policies';

/** How one issuer's tokens become sessions. */
export type VendingMode = 'web-identity' | 'assume-role';

/** Bounds of vending. Every one has a default in {@link vendingDefaults}; times are in the unit of their name. */
export interface VendingSettings {
  /** Length of a session, 900-43,200; also at most the role's MaxSessionDuration, which STS enforces. */
  readonly sessionSeconds: number;
  /** A session is not given out in its last so many milliseconds, 1,000-600,000: work begun with it must still end. */
  readonly expiryMarginMs: number;
  /** Sessions kept, 1-1,000,000; the least used leave first. */
  readonly maxSessions: number;
  /** Time for a connection to STS, 100-10,000. */
  readonly connectTimeoutMs: number;
  /** Time for STS to answer one attempt, 100-30,000. */
  readonly requestTimeoutMs: number;
  /** Attempts of one call, the first included, 1-5. */
  readonly maxAttempts: number;
}

export const vendingDefaults: VendingSettings = {
  sessionSeconds: 3_600,
  expiryMarginMs: 60_000,
  maxSessions: 10_000,
  connectTimeoutMs: 1_000,
  requestTimeoutMs: 3_000,
  maxAttempts: 2,
};

/** STS: DurationSeconds is at least 900 and at most 12 hours. */
const ranges: Readonly<Record<keyof VendingSettings, readonly [number, number]>> = {
  sessionSeconds: [900, 43_200],
  expiryMarginMs: [1_000, 600_000],
  maxSessions: [1, 1_000_000],
  connectTimeoutMs: [100, 10_000],
  requestTimeoutMs: [100, 30_000],
  maxAttempts: [1, 5],
};

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

/** The defaults with `chosen` over them. @throws VendingSettingsError naming the setting and its range. */
export function vendingSettings(chosen: Partial<VendingSettings> = {}): VendingSettings {
  const settings = { ...vendingDefaults, ...chosen };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = settings[name as keyof VendingSettings];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new VendingSettingsError(`vending.${name} is ${value}: a whole number from ${least} to ${most}`);
    }
  }
  return settings;
}

/** What the STS vendors are made for. */
export interface VendorContext {
  readonly deployment: Deployment;
  readonly settings: VendingSettings;
}

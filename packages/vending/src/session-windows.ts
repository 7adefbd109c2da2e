import type { VendingSettings } from './settings.ts';

/**
 * When a session goes from one state to the next, on the steady clock, in milliseconds:
 * - fresh, until `advisoryAt`: served.
 * - advisory, until `mandatoryAt`: served at once, and renewed in the background.
 * - mandatory, until `endsAt`: the caller waits a little for the renewal, then is served all the same.
 * - expired: never served.
 */
export interface SessionWindows {
  readonly advisoryAt: number;
  readonly mandatoryAt: number;
  readonly endsAt: number;
}

/** The start of the advisory window moves by up to this share of it, so that sessions born together are renewed apart. */
const advisoryJitter = 0.2;

/**
 * The windows of a session that lives `lifeMs` from `now`; `random` is of [0, 1). A session so short that the windows
 * would be most of it gets smaller ones: renewing it must not be all that it is used for.
 */
export function sessionWindows(
  now: number,
  lifeMs: number,
  { advisoryMs, mandatoryMs, expiryMarginMs }: Pick<VendingSettings, 'advisoryMs' | 'mandatoryMs' | 'expiryMarginMs'>,
  random: number,
): SessionWindows {
  const expiresAt = now + lifeMs;
  const endsAt = expiresAt - expiryMarginMs;
  const mandatoryAt = Math.min(expiresAt - Math.min(mandatoryMs, Math.floor(lifeMs / 4)), endsAt);
  const advisory = Math.floor(Math.min(advisoryMs, lifeMs / 2) * (1 - advisoryJitter * random));
  return { advisoryAt: Math.min(expiresAt - advisory, mandatoryAt), mandatoryAt, endsAt };
}

import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { refusal } from './refusal.ts';

/** When a token was issued and when it counts, in milliseconds since the epoch: from `notBefore` up to but excluding `expiresAt`. */
export interface Validity {
  readonly notBefore: number;
  /** 0 when the token does not say. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** How far an issuer's clock may run ahead of ours. It delays nothing: `exp` is taken to the millisecond. */
const aheadMs = 5_000;

/** The last instant a Date can hold. */
const endOfTimeMs = 8.64e15;

/** @throws UnauthenticatedError without a usable `exp`, once it has passed, and while `nbf` or `iat` is in the future. */
export function validityOf(payload: JwtPayload, now: number): Validity {
  const { exp, nbf, iat } = payload;
  if (typeof exp !== 'number' || !(exp > 0) || exp * 1000 > endOfTimeMs) throw refusal('no-expiry');
  const issuedAt = startOf(iat);
  const validity = {
    notBefore: Math.max(startOf(nbf), issuedAt) - aheadMs,
    issuedAt,
    expiresAt: Math.floor(exp * 1000),
  };
  if (now >= validity.expiresAt) throw refusal('expired');
  if (now < validity.notBefore) throw refusal('not-yet-valid');
  return validity;
}

function startOf(seconds: unknown): number {
  if (seconds === undefined) return 0;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) throw refusal('not-yet-valid');
  return seconds * 1000;
}

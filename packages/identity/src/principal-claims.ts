import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { refusal } from './refusal.ts';

/** Where STS puts what it says about the caller (IAM user guide, "Understanding token claims" of outbound federation). */
const stsClaim = 'https://sts.amazonaws.com/';

/** The role or user whose token it is: `sub` is the ARN of the principal itself, not of its session. */
export interface CallerArn {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
}

/**
 * The one of `callers` that a proven payload is of.
 * @throws UnauthenticatedError for another or no subject, and when the account that STS names is not the ARN's
 */
export function callerOf(payload: JwtPayload, callers: ReadonlyMap<string, CallerArn>): CallerArn {
  const caller = typeof payload.sub === 'string' ? callers.get(payload.sub) : undefined;
  if (caller === undefined) throw refusal('principal');
  const said = payload[stsClaim];
  if (said === undefined) return caller;
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw refusal('principal-account');
  const { aws_account: account } = said as Readonly<Record<string, unknown>>;
  if (account !== undefined && account !== caller.account) throw refusal('principal-account');
  return caller;
}

/**
 * A token may be for one audience and no other: one that also opens another door could be passed on by whoever is behind it.
 * STS writes a single audience as text; an array of one says the same.
 * @throws UnauthenticatedError
 */
export function checkSoleAudience(payload: JwtPayload, audience: string): void {
  const { aud } = payload;
  const sole = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  if (sole !== audience) throw refusal('audience');
}

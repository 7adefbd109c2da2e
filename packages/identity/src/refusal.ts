import { UnauthenticatedError } from '@leasehold/domain';

/** Why a token was refused, for logs and metrics: fixed texts, so no part of a token can be in one. */
export type RefusalReason =
  | 'no-authorization'
  | 'several-authorizations'
  | 'not-bearer'
  | 'oversized'
  | 'malformed'
  | 'duplicate-member'
  | 'algorithm'
  | 'forbidden-header'
  | 'token-type'
  | 'no-key-id'
  | 'unknown-key'
  | 'unknown-issuer'
  | 'signature'
  | 'audience'
  | 'token-use'
  | 'no-expiry'
  | 'expired'
  | 'not-yet-valid'
  | 'subject-claim'
  | 'tenant-claim'
  | 'tenant-not-of-issuer'
  | 'role-claim'
  | 'services-claim'
  | 'session-tags-claim'
  | 'source-identity-claim'
  | 'principal'
  | 'principal-account';

/**
 * The refusal for `reason`. It has no `cause` on purpose: the errors of token libraries quote the claims they refused.
 */
export function refusal(reason: RefusalReason): UnauthenticatedError {
  return new UnauthenticatedError(reason);
}

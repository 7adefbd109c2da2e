import type { VerifiedClaims, VerifiedTenant } from '@leasehold/domain';

/**
 * The one place that makes a {@link VerifiedTenant}, frozen. Called by the token verifier alone, after every check has
 * passed; it is not exported from the package.
 */
export function verifiedTenant(claims: VerifiedClaims): VerifiedTenant {
  return Object.freeze({ ...claims }) as VerifiedTenant;
}

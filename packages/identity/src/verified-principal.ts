import type { PrincipalClaims, VerifiedPrincipal } from '@leasehold/domain';

/**
 * The one place that makes a {@link VerifiedPrincipal}, frozen. Called by the principal verifier alone, after every check has
 * passed; it is not exported from the package.
 */
export function verifiedPrincipal(claims: PrincipalClaims): VerifiedPrincipal {
  return Object.freeze({ ...claims }) as VerifiedPrincipal;
}

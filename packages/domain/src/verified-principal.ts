declare const proven: unique symbol;

/**
 * Which IAM principal is calling, as a token of its AWS account proved it. It is of no tenant and stands for none: the brand's
 * symbol is not exported, so neither this nor a `VerifiedTenant` can be written as a literal or pass for the other. The one
 * cast that makes it is in `identity/src/verified-principal.ts`, and a check keeps it the only one.
 */
export interface VerifiedPrincipal {
  readonly [proven]: true;
  /** The configured issuer's URL, as configured. */
  readonly issuer: string;
  /** The role or user, such as `arn:aws:iam::111122223333:role/leasehold-refresh-notifier`; one of those configured. */
  readonly arn: string;
  /** The token's `exp`, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Every part of a {@link VerifiedPrincipal} but the brand. */
export type PrincipalClaims = Omit<VerifiedPrincipal, typeof proven>;

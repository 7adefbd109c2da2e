import type { BearerToken } from './bearer-token.ts';
import type { Role } from './role.ts';
import type { ServiceName } from './service-name.ts';
import type { TenantId } from './tenant-id.ts';

declare const verified: unique symbol;

/**
 * Who is calling, as a token proved it. The brand's symbol is not exported, so the type cannot be written as a literal:
 * the one cast that makes it is in `identity/src/verified-tenant.ts`, and a check keeps it the only one.
 */
export interface VerifiedTenant {
  readonly [verified]: true;
  /** The configured issuer's URL, as configured. */
  readonly issuer: string;
  readonly tenant: TenantId;
  readonly role: Role;
  /** The services the caller is limited to; `null` when it is not limited. Sorted, without duplicates, never empty. */
  readonly services: readonly ServiceName[] | null;
  /** The token's `sub`. */
  readonly subject: string;
  /** The token's `iat`, in milliseconds since the epoch; 0 when it does not say. */
  readonly issuedAt: number;
  /** The token's `exp`, in milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly token: BearerToken;
}

/** Every part of a {@link VerifiedTenant} but the brand. */
export type VerifiedClaims = Omit<VerifiedTenant, typeof verified>;

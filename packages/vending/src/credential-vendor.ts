import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';

/** How a vend is meant; it changes when an answer comes, never whose it is. */
export interface VendOptions {
  /** `soon`: nobody waits for the answer, it renews a session that still serves; `now`, unless said: somebody does. */
  readonly urgency?: 'now' | 'soon';
  /** How long the caller will wait at most, in milliseconds; for ever, unless said. It shortens waits that can do without an answer. */
  readonly withinMs?: number;
}

/** Exchanges a verified tenant for AWS credentials that IAM confines to that tenant and scope. */
export interface CredentialVendor {
  /**
   * @throws UnavailableError when STS is throttling, slow or down; PermissionDeniedError when STS refuses the identity;
   * UnauthenticatedError when STS finds the token expired or invalid; ResourceExhaustedError when too many calls wait
   * for STS already; VendingFaultError when the deployment or this code is wrong.
   */
  vend(tenant: VerifiedTenant, scope: SessionScope, options?: VendOptions): Promise<TenantCredentials>;
}

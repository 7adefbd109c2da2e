import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';

/** Exchanges a verified tenant for AWS credentials that IAM confines to that tenant and scope. */
export interface CredentialVendor {
  /**
   * @throws UnavailableError when STS is throttling, slow or down; PermissionDeniedError when STS refuses the identity;
   * UnauthenticatedError when STS finds the token expired or invalid.
   */
  vend(tenant: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials>;
}

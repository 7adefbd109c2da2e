import type { ServiceName, TenantCredentials, TenantId, VerifiedTenant } from '@leasehold/domain';
import type { CachingVendor, CredentialVendor } from '@leasehold/vending';
import type { Call } from './call.ts';

/** Credentials came back that belong to another tenant than the caller. Nothing was read or written with them. */
class ForeignCredentialsError extends Error {
  constructor() {
    super('the credential vendor answered with the credentials of another tenant');
    this.name = 'ForeignCredentialsError';
  }
}

/**
 * The caller's AWS session for one access and one service. A renewal of it is waited for no longer than `call` lives.
 * @throws what the vendor throws; ForeignCredentialsError
 */
export async function openSession(
  vendor: CredentialVendor,
  caller: VerifiedTenant,
  access: 'read' | 'write',
  service: ServiceName | null,
  call: Pick<Call, 'remainingMs'>,
): Promise<TenantCredentials> {
  const credentials = await vendor.vend(caller, { access, service }, { withinMs: call.remainingMs() });
  if (credentials.tenant !== caller.tenant) throw new ForeignCredentialsError();
  return credentials;
}

/**
 * The session that this instance reads in by itself, for nobody in particular: one that is at hand, or `null`.
 * @throws ForeignCredentialsError
 */
export function sessionAtHand(
  vendor: Pick<CachingVendor, 'held'>,
  tenant: TenantId,
  service: ServiceName | null,
): TenantCredentials | null {
  const credentials = vendor.held(tenant, { access: 'read', service });
  if (credentials !== null && credentials.tenant !== tenant) throw new ForeignCredentialsError();
  return credentials;
}

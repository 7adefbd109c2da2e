import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import { VendingFaultError } from './vending-fault.ts';

/**
 * Sends each caller to the vendor of its issuer. An issuer without one gets nothing, rather than a default.
 */
export class IssuerVendor implements CredentialVendor {
  readonly #vendors: ReadonlyMap<string, CredentialVendor>;

  /** `vendors` by the issuer URL that `VerifiedTenant.issuer` carries. */
  constructor(vendors: ReadonlyMap<string, CredentialVendor>) {
    this.#vendors = vendors;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const vendor = this.#vendors.get(caller.issuer);
    if (vendor === undefined) throw new VendingFaultError(`no vending mode is set for issuer ${caller.issuer}`);
    return vendor.vend(caller, scope);
  }
}

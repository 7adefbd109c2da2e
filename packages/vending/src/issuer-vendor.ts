import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from './credential-vendor.ts';
import type { VendingMode } from './settings.ts';
import { VendingFaultError } from './vending-fault.ts';

/**
 * Sends each caller to the vendor of the mode that its issuer is configured with.
 * An issuer without a mode gets nothing, rather than a default.
 */
export class IssuerVendor implements CredentialVendor {
  readonly #modes: ReadonlyMap<string, VendingMode>;
  readonly #vendors: Readonly<Partial<Record<VendingMode, CredentialVendor>>>;

  constructor(
    modes: ReadonlyMap<string, VendingMode>,
    vendors: Readonly<Partial<Record<VendingMode, CredentialVendor>>>,
  ) {
    this.#modes = modes;
    this.#vendors = vendors;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const mode = this.#modes.get(caller.issuer);
    const vendor = mode === undefined ? undefined : this.#vendors[mode];
    if (vendor === undefined) throw new VendingFaultError(`no vending mode is set for issuer ${caller.issuer}`);
    return vendor.vend(caller, scope);
  }
}

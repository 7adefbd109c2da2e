import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor, VendOptions } from './credential-vendor.ts';
import type { StsBudget } from './sts-budget.ts';
import { StsLeftAloneError } from './sts-left-alone-error.ts';

/** Asks the inner vendor as often as the budget allows, each tenant within its share of it. */
export class GatedVendor implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #budget: StsBudget;

  constructor(inner: CredentialVendor, budget: StsBudget) {
    this.#inner = inner;
    this.#budget = budget;
  }

  /** @throws ResourceExhaustedError when the call is turned away, with when it would not be. */
  async vend(caller: VerifiedTenant, scope: SessionScope, options?: VendOptions): Promise<TenantCredentials> {
    const turn = this.#budget.turn(caller.tenant, options);
    if (turn !== undefined) await turn;
    try {
      return await this.#inner.vend(caller, scope, options);
    } catch (error) {
      // Callers who are refused by an open breaker, in a microsecond each, would leave nothing for when STS is back.
      if (error instanceof StsLeftAloneError) this.#budget.refund(caller.tenant);
      throw error;
    }
  }
}

import type { TenantId } from '@leasehold/domain';

/** Tells whoever listens that all that is remembered of a tenant is to be forgotten, so that what is open looks at its rights again. */
export class ForgottenTenants {
  readonly #listeners: ((tenant: TenantId) => void)[] = [];

  /** `listener` is to return at once, and not to throw. */
  onForget(listener: (tenant: TenantId) => void): void {
    this.#listeners.push(listener);
  }

  forget(tenant: TenantId): void {
    for (const listener of this.#listeners) listener(tenant);
  }
}

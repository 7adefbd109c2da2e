import { parseTenantId, TenantCredentials, type TenantId, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor, Vending, VendingStats, VendOptions } from '@leasehold/vending';

/** Vends at once, or as a test tells it to. */
export class FakeVendor implements CredentialVendor {
  readonly vended: {
    readonly caller: VerifiedTenant;
    readonly scope: SessionScope;
    readonly withinMs: number | undefined;
  }[] = [];
  /** Of whom a session is at hand, as {@link held} tells. */
  readonly atHand = new Set<TenantId>();
  readonly cutOff: TenantId[] = [];
  readonly restored: TenantId[] = [];
  /** Runs before each vend; may throw or wait. */
  before: (caller: VerifiedTenant) => void | Promise<void> = () => undefined;
  /** Gives out this tenant's credentials whoever asks, when set. */
  misdirectedTo: string | undefined;

  async vend(caller: VerifiedTenant, scope: SessionScope, options?: VendOptions): Promise<TenantCredentials> {
    this.vended.push({ caller, scope, withinMs: options?.withinMs });
    await this.before(caller);
    return this.#session(this.misdirectedTo ?? caller.tenant);
  }

  held(tenant: TenantId): TenantCredentials | null {
    return this.atHand.has(tenant) ? this.#session(this.misdirectedTo ?? tenant) : null;
  }

  #session(tenant: string): TenantCredentials {
    return new TenantCredentials({
      tenant: parseTenantId(tenant),
      accessKeyId: 'ASIAFAKE',
      secretAccessKey: 'fake-secret-access-key',
      sessionToken: 'fake-session-token',
      expiresAt: Date.UTC(2027, 0),
    });
  }

  discard(): void {}

  revoke(tenant: TenantId): void {
    this.atHand.delete(tenant);
    this.cutOff.push(tenant);
  }

  restore(tenant: TenantId): void {
    this.restored.push(tenant);
  }

  stats(): VendingStats {
    const evicted = { lru: 0, idle: 0, expired: 0, revoked: 0, refused: 0 };
    const misses = this.vended.length;
    const none = { hits: 0, staleServed: 0, negativeHits: 0, refreshesBegun: 0, refreshesFailed: 0 };
    return { ...none, misses, evicted, resident: 0, flights: 0 };
  }

  close(): void {
    this.before = () => undefined;
  }
}

/** Vending that is all `vendor`, as of issuers by web identity alone. */
export function vendingOf(vendor: FakeVendor): Omit<Vending, 'vendor'> & { readonly vendor: FakeVendor } {
  return { vendor, askSts: null, endpointsLeftAlone: () => ({ primary: false }), close: () => vendor.close() };
}

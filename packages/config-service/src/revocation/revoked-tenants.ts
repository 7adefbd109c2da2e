import { parseTenantId, type TenantId, TenantRevokedError, UnavailableError } from '@leasehold/domain';
import type { TokenVerifier } from '@leasehold/identity';
import type { RevocationState } from '@leasehold/revocation';
import type { CachingVendor } from '@leasehold/vending';
import type { ValueCache } from '../value-cache/value-cache.ts';

/** What this instance remembers of tenants, and forgets of one that is cut off. */
export interface TenantMemory {
  readonly vendor: Pick<CachingVendor, 'revoke' | 'restore'>;
  readonly verifier: Pick<TokenVerifier, 'forgetTenant'>;
  readonly values: Pick<ValueCache, 'dropTenant'>;
}

/**
 * Whom this instance refuses. Before it has been told once it refuses everybody: an instance that does not know who is
 * revoked would otherwise serve them.
 */
export class RevokedTenants {
  readonly #memory: TenantMemory;
  #refused: ReadonlySet<TenantId> | null = null;
  /** The moment before which sessions of a restored tenant stay denied, in milliseconds since the epoch. */
  #restoredAt: ReadonlyMap<TenantId, number> = new Map();
  /** Nearly always, and all that most calls look at. */
  #nobody = false;

  constructor(memory: TenantMemory) {
    this.#memory = memory;
  }

  get count(): number {
    return this.#refused?.size ?? 0;
  }

  /** Costs a few nanoseconds while nobody is revoked. @throws TenantRevokedError; UnavailableError before the list is known */
  check(tenant: TenantId): void {
    if (this.#nobody) return;
    if (this.#refused === null) throw new UnavailableError('this instance does not know yet who is revoked', 1_000);
    if (this.#refused.has(tenant)) throw new TenantRevokedError();
  }

  /**
   * Acts on the list as it is now. Whoever is new on it is refused from here on, and all that is remembered of that tenant is
   * forgotten. A restored tenant is refused until AWS's clock has passed the moment before which its sessions are denied.
   * @returns whether somebody waits for such a moment, so that the list should be looked at again in a second
   */
  follow({ revocations, at }: RevocationState): boolean {
    const restoredAt = new Map(revocations.sessionsBefore.map(({ tenant, before }) => [parseTenantId(tenant), before]));
    const waiting = [...restoredAt].filter(([, before]) => before > at).map(([tenant]) => tenant);
    const refused = new Set([...revocations.revoked.map((tenant) => parseTenantId(tenant)), ...waiting]);
    const formerly = this.#refused ?? new Set<TenantId>();
    const known = this.#restoredAt;
    const isFirst = this.#refused === null;
    this.#refused = refused;
    this.#restoredAt = restoredAt;
    this.#nobody = refused.size === 0;

    for (const tenant of refused) if (!formerly.has(tenant)) this.#forget(tenant);
    for (const tenant of formerly) if (!refused.has(tenant)) this.#memory.vendor.restore(tenant);
    for (const [tenant, before] of restoredAt) {
      const unseen = !isFirst && !refused.has(tenant) && !formerly.has(tenant) && known.get(tenant) !== before;
      // Revoked and restored between two looks: what is remembered here is of before, and AWS denies it.
      if (unseen) {
        this.#forget(tenant);
        this.#memory.vendor.restore(tenant);
      }
    }
    return waiting.length > 0;
  }

  #forget(tenant: TenantId): void {
    this.#memory.vendor.revoke(tenant);
    this.#memory.verifier.forgetTenant(tenant);
    this.#memory.values.dropTenant(tenant);
  }
}

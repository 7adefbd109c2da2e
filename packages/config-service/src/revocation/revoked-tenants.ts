import {
  parseTenantId,
  type TenantId,
  TenantRevokedError,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
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
  /** The moment before which sessions of a restored tenant stay denied, and its tokens refused, in milliseconds since the epoch. */
  #restoredAt: ReadonlyMap<TenantId, number> = new Map();
  /** Nobody is revoked, or was of late: nearly always, and all that most calls look at. */
  #nobody = false;
  #restoring = 0;

  constructor(memory: TenantMemory) {
    this.#memory = memory;
  }

  get count(): number {
    return this.#refused?.size ?? 0;
  }

  /** How many of them are refused only until the moment of their restoring has passed. */
  get restoring(): number {
    return this.#restoring;
  }

  /**
   * Costs a few nanoseconds while nobody is revoked. A token of before its tenant was restored may be why it was revoked, so it
   * opens nothing again, nor does one that does not say when it was issued.
   * @throws TenantRevokedError; UnauthenticatedError for such a token; UnavailableError before the list is known
   */
  check({ tenant, issuedAt }: Pick<VerifiedTenant, 'tenant' | 'issuedAt'>): void {
    if (this.#nobody) return;
    if (this.#refused === null) throw new UnavailableError('this instance does not know yet who is revoked', 1_000);
    if (this.#refused.has(tenant)) throw new TenantRevokedError();
    if (issuedAt < (this.#restoredAt.get(tenant) ?? 0)) throw new UnauthenticatedError('issued-before-restore');
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
    this.#restoring = waiting.length;
    this.#restoredAt = restoredAt;
    this.#nobody = refused.size === 0 && restoredAt.size === 0;

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

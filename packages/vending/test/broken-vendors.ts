import {
  type Clock,
  PermissionDeniedError,
  type TenantCredentials,
  type TenantId,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { type CredentialVendor, VendingFaultError } from '@leasehold/vending';
import { labelOf } from './pending-vendor.ts';

/** How Smithy's `memoizeIdentityProvider` shares a pending answer: whoever asks meanwhile gets it, whatever they asked. */
export class CoalescingMemoizer implements CredentialVendor {
  readonly #inner: CredentialVendor;
  #pending: Promise<TenantCredentials> | null = null;

  constructor(inner: CredentialVendor) {
    this.#inner = inner;
  }

  vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    this.#pending ??= this.#inner.vend(caller, scope).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }
}

/** A cache as one would write it in an afternoon: nearly right. */
export class NaiveCache implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #keyOf: (caller: VerifiedTenant, scope: SessionScope) => string;
  readonly #isAlive: (session: TenantCredentials) => boolean;
  readonly #sessions = new Map<string, TenantCredentials>();
  readonly #revoked = new Set<TenantId>();

  private constructor(
    inner: CredentialVendor,
    keyOf: (caller: VerifiedTenant, scope: SessionScope) => string,
    isAlive: (session: TenantCredentials) => boolean,
  ) {
    this.#inner = inner;
    this.#keyOf = keyOf;
    this.#isAlive = isAlive;
  }

  static keyedByTenant(inner: CredentialVendor, clock: Clock): NaiveCache {
    return new NaiveCache(
      inner,
      ({ tenant }) => tenant,
      ({ expiresAt }) => clock.now() < expiresAt,
    );
  }

  /** Wrong in two things: it ends sessions by a clock that can be set, and keeps what was asked for before a purge. */
  static believingTheClock(inner: CredentialVendor, clock: Clock): NaiveCache {
    return new NaiveCache(inner, labelOf, ({ expiresAt }) => clock.now() < expiresAt);
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    if (this.#revoked.has(caller.tenant)) throw new PermissionDeniedError('revoked');
    const key = this.#keyOf(caller, scope);
    const kept = this.#sessions.get(key);
    if (kept !== undefined && this.#isAlive(kept)) return kept;
    const session = await this.#inner.vend(caller, scope);
    if (session.tenant !== caller.tenant) throw new VendingFaultError('the session is of another tenant');
    this.#sessions.set(key, session);
    return session;
  }

  /** Forgets what it has; what is on its way it does not know. */
  purge(tenant: TenantId): void {
    for (const [key, session] of this.#sessions) if (session.tenant === tenant) this.#sessions.delete(key);
  }

  revoke(tenant: TenantId): void {
    this.#revoked.add(tenant);
    this.purge(tenant);
  }

  restore(tenant: TenantId): void {
    this.#revoked.delete(tenant);
  }

  discard(discarded: TenantCredentials): void {
    for (const [key, session] of this.#sessions) if (session === discarded) this.#sessions.delete(key);
  }
}

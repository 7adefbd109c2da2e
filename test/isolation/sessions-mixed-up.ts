import { TenantCredentials, type TenantId, UnavailableError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor } from '@leasehold/vending';

/**
 * A vendor broken on purpose, as a memoizer is that coalesces callers with different options: it hands out the session it
 * opened for another tenant, and says that it is the caller's. `victim` chooses whose.
 */
export class SessionsMixedUp implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #victim: (caller: string) => string;
  /** By what a session is for, then by tenant. */
  readonly #opened = new Map<string, Map<string, TenantCredentials>>();

  constructor(inner: CredentialVendor, victim: (caller: string) => string) {
    this.#inner = inner;
    this.#victim = victim;
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const own = await this.#inner.vend(caller, scope);
    const kind = `${scope.access} ${scope.service}`;
    const sessions = this.#opened.get(kind) ?? new Map<string, TenantCredentials>();
    this.#opened.set(kind, sessions.set(caller.tenant, own));
    const victim = this.#victim(caller.tenant);
    const foreign = sessions.get(victim) ?? [...sessions.values()].find(({ tenant }) => tenant !== caller.tenant);
    if (foreign === undefined) throw new UnavailableError('no other tenant has such a session yet', 0);
    return relabelled(foreign, caller.tenant);
  }
}

/** The secrets of one tenant's session under the name of another. Nothing but a broken vendor would do that. */
export function relabelled(session: TenantCredentials, tenant: TenantId): TenantCredentials {
  const { accessKeyId, expiresAt } = session;
  return new TenantCredentials({ ...session.reveal(), accessKeyId, expiresAt, tenant });
}

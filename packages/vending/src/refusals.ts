import type { TenantId, VerifiedTenant } from '@leasehold/domain';
import { LRUCache } from 'lru-cache';
import { type Backoff, backoffMs } from './backoff.ts';

/** A no of STS that is not asked for again before `until`. */
export interface Refusal {
  readonly tenant: TenantId;
  readonly error: unknown;
  /** Refusals in a row. */
  readonly failures: number;
  readonly until: number;
}

/** Refusals remembered at most. One that is forgotten costs a question to STS. */
const maxRefusals = 10_000;

/**
 * Remembers for a short, growing time what STS refused, so that one tenant that is refused does not keep STS busy:
 * by session when the refusal is about tenant and role, by verified token when it is about the token. A token's text is
 * never kept or compared. Times are the steady clock's.
 */
export class Refusals {
  readonly #backoff: Backoff;
  readonly #random: () => number;
  readonly #bySession = new LRUCache<string, Refusal>({ max: maxRefusals });
  readonly #byToken = new WeakMap<VerifiedTenant, Refusal>();

  constructor(backoff: Backoff, random: () => number) {
    this.#backoff = backoff;
    this.#random = random;
  }

  ofSession(key: string, now: number): Refusal | undefined {
    return standing(this.#bySession.get(key), now);
  }

  ofToken(caller: VerifiedTenant, now: number): Refusal | undefined {
    return standing(this.#byToken.get(caller), now);
  }

  refuseSession(key: string, tenant: TenantId, error: unknown, now: number): Refusal {
    const refusal = this.#after(this.#bySession.get(key), tenant, error, now);
    this.#bySession.set(key, refusal);
    return refusal;
  }

  refuseToken(caller: VerifiedTenant, error: unknown, now: number): void {
    this.#byToken.set(caller, this.#after(this.#byToken.get(caller), caller.tenant, error, now));
  }

  /** STS has given a session: the next refusal is a first one again. */
  accepted(key: string): void {
    this.#bySession.delete(key);
  }

  /** Forgets what was refused to the tenant's sessions. */
  forget(tenant: TenantId): void {
    for (const [key, refusal] of this.#bySession.entries()) {
      if (refusal.tenant === tenant) this.#bySession.delete(key);
    }
  }

  #after(last: Refusal | undefined, tenant: TenantId, error: unknown, now: number): Refusal {
    const failures = (last?.failures ?? 0) + 1;
    return { tenant, error, failures, until: now + backoffMs(this.#backoff, failures, this.#random()) };
  }
}

function standing(refusal: Refusal | undefined, now: number): Refusal | undefined {
  return refusal !== undefined && now < refusal.until ? refusal : undefined;
}

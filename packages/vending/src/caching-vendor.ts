import {
  type Clock,
  type TenantCredentials,
  type TenantId,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { Deployment, SessionScope } from '@leasehold/policies';
import { LRUCache } from 'lru-cache';
import type { CredentialVendor } from './credential-vendor.ts';
import { checkScope } from './scope-check.ts';
import { SessionKeys } from './session-keys.ts';
import type { VendingSettings } from './settings.ts';
import { VendingFaultError } from './vending-fault.ts';

/** One call to the inner vendor that several callers may be waiting for. */
interface Flight {
  readonly key: string;
  /** Whose token it was begun with. */
  readonly caller: VerifiedTenant;
  readonly landing: Promise<TenantCredentials>;
  /** Set by a purge: what lands was begun before it, and is for no one. */
  purged: boolean;
}

/** How often a caller joins a flight before it flies alone, so that others' bad tokens delay it by so much at most. */
const maxJoins = 2;

/**
 * Keeps sessions until shortly before they expire, and asks the inner vendor once for callers that want the same session
 * at the same time. A flight belongs to nobody: it ends when STS answers, whoever still waits. A flight that failed
 * because of its first caller's token fails that caller alone; the others try with their own.
 */
export class CachingVendor implements CredentialVendor {
  readonly #inner: CredentialVendor;
  readonly #clock: Clock;
  readonly #marginMs: number;
  readonly #keys: SessionKeys;
  readonly #sessions: LRUCache<string, TenantCredentials>;
  /** The flight to join, by session. */
  readonly #flights = new Map<string, Flight>();
  /** Every flight in the air, those flown alone included. */
  readonly #airborne = new Set<Flight>();

  constructor(inner: CredentialVendor, deployment: Deployment, settings: VendingSettings, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#marginMs = settings.expiryMarginMs;
    this.#keys = new SessionKeys(deployment);
    this.#sessions = new LRUCache({ max: settings.maxSessions });
  }

  async vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    checkScope(caller, scope);
    // A session in the cache needs no token any more; its use still ends with the caller's own.
    if (this.#clock.now() >= caller.expiresAt) throw new UnauthenticatedError('expired');
    const key = this.#keys.keyOf(caller, scope);
    for (let joins = 0; ; joins++) {
      const session = this.#sessions.get(key);
      if (session !== undefined && this.#isUsable(session)) return session;

      const airborne = joins < maxJoins ? this.#flights.get(key) : undefined;
      const flight = airborne ?? this.#begin(key, caller, scope);
      try {
        const landed = await flight.landing;
        if (!flight.purged) return landed;
        if (joins >= maxJoins) throw revoked();
      } catch (error) {
        if (!(error instanceof UnauthenticatedError) || isSameToken(flight.caller, caller)) throw error;
      }
    }
  }

  /**
   * Forgets every session of `tenant`, and lets no flight that is in the air hand one out. The sessions themselves live
   * on at AWS until they expire or are revoked there.
   */
  purge(tenant: TenantId): void {
    for (const [key, session] of this.#sessions.entries()) {
      if (session.tenant === tenant) this.#sessions.delete(key);
    }
    for (const flight of this.#airborne) {
      if (flight.caller.tenant !== tenant) continue;
      flight.purged = true;
      this.#leave(flight);
    }
  }

  /** Forgets the one session that AWS no longer accepts; the next caller gets a new one. */
  discard(credentials: TenantCredentials): void {
    for (const [key, session] of this.#sessions.entries()) {
      if (session.accessKeyId === credentials.accessKeyId) this.#sessions.delete(key);
    }
  }

  #begin(key: string, caller: VerifiedTenant, scope: SessionScope): Flight {
    const flight: Flight = {
      key,
      caller,
      purged: false,
      landing: Promise.resolve()
        .then(() => this.#inner.vend(caller, scope))
        .then((session) => {
          if (session.tenant !== caller.tenant) throw new VendingFaultError('the session is of another tenant');
          if (!this.#isUsable(session)) throw tooShort();
          if (!flight.purged) this.#sessions.set(key, session);
          return session;
        })
        .finally(() => this.#leave(flight)),
    };
    this.#airborne.add(flight);
    this.#flights.set(key, flight);
    return flight;
  }

  #leave(flight: Flight): void {
    this.#airborne.delete(flight);
    if (this.#flights.get(flight.key) === flight) this.#flights.delete(flight.key);
  }

  #isUsable(session: TenantCredentials): boolean {
    return this.#clock.now() < session.expiresAt - this.#marginMs;
  }
}

function isSameToken(one: VerifiedTenant, other: VerifiedTenant): boolean {
  return one === other || one.token.reveal() === other.token.reveal();
}

function revoked(): UnavailableError {
  return new UnavailableError("the tenant's sessions were just revoked", 1_000);
}

function tooShort(): UnavailableError {
  return new UnavailableError("the session is too short to be used: check this machine's clock", 1_000);
}

import {
  type Clock,
  type TenantCredentials,
  type TenantId,
  TenantRevokedError,
  UnauthenticatedError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { Deployment, SessionScope } from '@leasehold/policies';
import type { CredentialVendor, VendOptions } from './credential-vendor.ts';
import type { Landing } from './flights.ts';
import { Refusals } from './refusals.ts';
import { ResidentSessions } from './resident-sessions.ts';
import { type Schedule, schedule } from './schedule.ts';
import { checkScope } from './scope-check.ts';
import type { Session } from './session.ts';
import { SessionKeys } from './session-keys.ts';
import { SessionOpening } from './session-opening.ts';
import { SessionSource } from './session-source.ts';
import { SessionSweep, sweepMs } from './session-sweep.ts';
import { SessionUse } from './session-use.ts';
import type { VendingSettings } from './settings.ts';
import { SteadyClock } from './steady-clock.ts';
import type { VendingStats } from './vending-stats.ts';

/** What tests put in the place of real timers and chance. */
export interface CachingParts {
  readonly schedule?: Schedule;
  /** Of [0, 1). */
  readonly random?: () => number;
}

/**
 * Keeps sessions, renews them before they expire, and asks the inner vendor once for callers that want the same session at
 * the same time. A flight belongs to nobody: it ends when STS answers, whoever still waits. What a session goes through,
 * and what a failure does to it, is in the README of this package.
 */
export class CachingVendor implements CredentialVendor {
  readonly #clock: Clock;
  readonly #steady: SteadyClock;
  readonly #schedule: Schedule;
  readonly #waitMs: number;
  readonly #keys: SessionKeys;
  readonly #sessions: ResidentSessions;
  readonly #refusals: Refusals;
  readonly #source: SessionSource;
  readonly #sweep: SessionSweep;
  readonly #use: SessionUse;
  readonly #opening: SessionOpening;
  readonly #revoked = new Set<TenantId>();
  readonly #counts = { hits: 0, misses: 0, staleServed: 0, negativeHits: 0 };

  constructor(
    inner: CredentialVendor,
    deployment: Deployment,
    settings: VendingSettings,
    clock: Clock,
    parts: CachingParts = {},
  ) {
    const random = parts.random ?? Math.random;
    this.#clock = clock;
    this.#steady = new SteadyClock(clock);
    this.#schedule = parts.schedule ?? schedule;
    this.#waitMs = settings.mandatoryWaitMs;
    this.#keys = new SessionKeys(deployment);
    this.#sessions = new ResidentSessions(settings.maxSessions, sweepMs);
    this.#refusals = new Refusals(
      { firstMs: settings.negativeMs, mostMs: settings.maxNegativeMs, jitter: 0.2 },
      random,
    );
    const shared = { settings, clock: this.#steady, random, sessions: this.#sessions, refusals: this.#refusals };
    const tend = (session: Session): void => this.#sweep.tend(session);
    this.#source = new SessionSource({ ...shared, inner, tend });
    this.#sweep = new SessionSweep({
      ...shared,
      schedule: this.#schedule,
      idleMs: settings.idleMs,
      renew: (session, now) => this.#source.renewSoon(session, now),
    });
    this.#use = new SessionUse({ ...shared, source: this.#source, tend });
    this.#opening = new SessionOpening({
      ...shared,
      source: this.#source,
      use: this.#use,
      counts: this.#counts,
      refuseRevoked: ({ tenant }) => this.#refuseRevoked(tenant),
    });
  }

  /** @throws TenantRevokedError; see {@link CredentialVendor.vend} for the others. */
  async vend(caller: VerifiedTenant, scope: SessionScope, options?: VendOptions): Promise<TenantCredentials> {
    checkScope(caller, scope);
    this.#refuseRevoked(caller.tenant);
    // A session in the cache needs no token any more; its use still ends with the caller's own.
    const wall = this.#clock.now();
    if (wall >= caller.expiresAt) throw new UnauthenticatedError('expired');
    const now = this.#steady.at(wall);
    const key = this.#keys.keyOf(caller, scope);
    const session = this.#sessions.get(key);
    if (session !== undefined && now < session.mandatoryAt) {
      this.#counts.hits += 1;
      return this.#use.serve(session, caller, now);
    }
    const renewed = session === undefined ? null : await this.#renewed(session, caller, now, options?.withinMs);
    return renewed ?? (await this.#opening.obtain(key, caller, scope));
  }

  /**
   * A session of the tenant that may read the service's configuration, if one is at hand now: for what this instance does by
   * itself. Nobody is asked for it, it is not used by it, so that an idle one stays idle, and there is none of a revoked tenant.
   * Sessions that may write are never given out. Of several it is the youngest.
   */
  held(tenant: TenantId, { service }: SessionScope & { readonly access: 'read' }): TenantCredentials | null {
    if (this.#revoked.has(tenant)) return null;
    const now = this.#steady.now();
    for (const session of this.#sessions.ofTenant(tenant)) {
      if (session.access === 'read' && session.service === service && now < session.endsAt) return session.credentials;
    }
    return null;
  }

  /**
   * Forgets every session of `tenant`, its held tokens included, and lets no flight that is in the air hand one out. The
   * sessions themselves live on at AWS until they expire or are revoked there.
   */
  purge(tenant: TenantId): void {
    for (const session of this.#sessions.ofTenant(tenant)) this.#sessions.drop(session, 'revoked');
    this.#source.flights.purge(tenant);
    this.#refusals.forget(tenant);
  }

  /** Refuses the tenant from now on, whoever waits already included, and purges it. */
  revoke(tenant: TenantId): void {
    this.#revoked.add(tenant);
    this.purge(tenant);
  }

  /** Ends {@link revoke}. What was begun before it stays purged. */
  restore(tenant: TenantId): void {
    this.#revoked.delete(tenant);
  }

  /** Forgets the one session that AWS no longer accepts; the next caller gets a new one. */
  discard({ tenant, accessKeyId }: TenantCredentials): void {
    for (const session of this.#sessions.ofTenant(tenant)) {
      if (session.credentials.accessKeyId === accessKeyId) this.#sessions.drop(session, 'refused');
    }
  }

  stats(): VendingStats {
    return {
      ...this.#counts,
      refreshesBegun: this.#source.renewalsBegun,
      refreshesFailed: this.#source.renewalsFailed,
      evicted: { ...this.#sessions.evicted },
      resident: this.#sessions.size,
      flights: this.#source.flights.size,
    };
  }

  /** Stops renewing in the background. */
  close(): void {
    this.#sweep.close();
  }

  #refuseRevoked(tenant: TenantId): void {
    if (this.#revoked.size > 0 && this.#revoked.has(tenant)) throw new TenantRevokedError();
  }

  /** Waits a little for the renewal of a session in its mandatory window; `null` when there is none to serve after that. */
  async #renewed(
    session: Session,
    caller: VerifiedTenant,
    asked: number,
    withinMs = Number.POSITIVE_INFINITY,
  ): Promise<TenantCredentials | null> {
    if (asked >= session.endsAt) return null;
    this.#use.note(session, caller, asked);
    const flight = this.#source.renewNow(session, asked);
    if (flight !== undefined) {
      await this.#within(Math.min(this.#waitMs, withinMs / 2), flight.landing);
    }
    this.#refuseRevoked(caller.tenant);
    const now = this.#steady.now();
    const kept = this.#use.alive(session.key, now);
    if (kept === undefined) return null;
    this.#counts[now < kept.mandatoryAt ? 'misses' : 'staleServed'] += 1;
    return this.#use.serve(kept, caller, now);
  }

  /** Resolves when the flight has landed, or `ms` from now. */
  #within(ms: number, landing: Promise<Landing>): Promise<void> {
    if (!(ms > 0)) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = this.#schedule(ms, resolve);
      void landing.then(() => {
        callOff();
        resolve();
      });
    });
  }
}

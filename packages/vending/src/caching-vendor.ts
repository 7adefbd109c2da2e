import {
  type Clock,
  type TenantCredentials,
  type TenantId,
  TenantRevokedError,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { Deployment, SessionScope } from '@leasehold/policies';
import type { CredentialVendor, VendOptions } from './credential-vendor.ts';
import { failureClass } from './failure-class.ts';
import type { Flight, Landing } from './flights.ts';
import { Refusals } from './refusals.ts';
import { ResidentSessions } from './resident-sessions.ts';
import { type Schedule, schedule } from './schedule.ts';
import { checkScope } from './scope-check.ts';
import type { Session } from './session.ts';
import { SessionKeys } from './session-keys.ts';
import { SessionSource } from './session-source.ts';
import { SessionSweep, sweepMs } from './session-sweep.ts';
import type { VendingSettings } from './settings.ts';
import { SteadyClock } from './steady-clock.ts';
import type { VendingStats } from './vending-stats.ts';

/** How often a caller joins a flight before it flies alone, so that others' bad tokens delay it by so much at most. */
const maxJoins = 2;

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
    this.#source = new SessionSource({ ...shared, inner, tend: (session) => this.#sweep.tend(session) });
    this.#sweep = new SessionSweep({
      ...shared,
      schedule: this.#schedule,
      idleMs: settings.idleMs,
      renew: (session, now) => this.#source.renewSoon(session, now),
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
      return this.#serve(session, caller, now);
    }
    const renewed = session === undefined ? null : await this.#renewed(session, caller, now, options?.withinMs);
    return renewed ?? (await this.#obtained(key, caller, scope));
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

  isRevoked(tenant: TenantId): boolean {
    return this.#revoked.has(tenant);
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
    if (this.#revoked.size > 0 && this.#revoked.has(tenant)) {
      throw new TenantRevokedError();
    }
  }

  #serve(session: Session, caller: VerifiedTenant, now: number): TenantCredentials {
    this.#use(session, caller, now);
    if (now >= session.renewAt) this.#source.renewSoon(session, now);
    return session.credentials;
  }

  #use(session: Session, caller: VerifiedTenant, now: number): void {
    session.usedAt = now;
    const { held } = session;
    if (held !== null && held.expiresAt >= caller.expiresAt) return;
    if (this.#refusals.ofToken(caller, now) !== undefined) return;
    session.held = caller;
    // Only then can something be due earlier than it was.
    if (held === null) this.#sweep.tend(session);
  }

  /** Waits a little for the renewal of a session in its mandatory window; `null` when there is none to serve after that. */
  async #renewed(
    { key }: Session,
    caller: VerifiedTenant,
    asked: number,
    withinMs = Number.POSITIVE_INFINITY,
  ): Promise<TenantCredentials | null> {
    const session = this.#alive(key, asked);
    if (session === undefined) return null;
    this.#use(session, caller, asked);
    const flight = this.#source.renewNow(session, asked);
    if (flight !== undefined) {
      await this.#within(Math.min(this.#waitMs, withinMs / 2), flight.landing);
    }
    this.#refuseRevoked(caller.tenant);
    const now = this.#steady.now();
    const kept = this.#alive(key, now);
    if (kept === undefined) return null;
    this.#counts[now < kept.mandatoryAt ? 'misses' : 'staleServed'] += 1;
    return this.#serve(kept, caller, now);
  }

  /** Waits for a session of STS, there being none to serve. Everything is looked at anew after each wait. */
  async #obtained(key: string, caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    for (let joins = 0; ; joins += 1) {
      const now = this.#steady.now();
      const session = this.#alive(key, now);
      if (session !== undefined) return this.#serve(session, caller, now);

      const joined = joins < maxJoins ? this.#source.flights.of(key) : undefined;
      const flight = joined ?? this.#begin(key, caller, scope, joins, now);
      if (joins === 0) this.#counts.misses += 1;
      flight.awaited = true;
      const landed = await flight.landing;
      this.#refuseRevoked(caller.tenant);
      if ('error' in landed) {
        if (isOwnFailure(landed.error, flight, caller)) throw landed.error;
      } else if (!flight.purged) {
        const kept = this.#sessions.peek(key);
        if (kept?.credentials === landed.credentials) this.#use(kept, caller, this.#steady.now());
        return landed.credentials;
      } else if (joins >= maxJoins) {
        throw justPurged();
      }
    }
  }

  /** Asks STS, unless it has just refused the same. Of the tokens at hand the one that lives longest is used. */
  #begin(key: string, caller: VerifiedTenant, scope: SessionScope, joins: number, now: number): Flight {
    const held = joins < maxJoins ? this.#sessions.peek(key)?.held : null;
    const bearer = held && held.expiresAt > caller.expiresAt ? held : caller;
    // Its token may have expired while it waited for others.
    if (now >= this.#steady.of(bearer.expiresAt)) throw new UnauthenticatedError('expired');
    const refusal = this.#refusals.ofSession(key, now) ?? this.#refusals.ofToken(bearer, now);
    if (refusal === undefined) return this.#source.begin(key, bearer, scope);
    if (joins === 0) this.#counts.negativeHits += 1;
    throw refusal.error;
  }

  /** The session that may still be served, whatever its window. */
  #alive(key: string, now: number): Session | undefined {
    const session = this.#sessions.get(key);
    return session !== undefined && now < session.endsAt ? session : undefined;
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

/** Whether a flight that failed would have failed as well if this caller had begun it. */
function isOwnFailure(error: unknown, flight: Flight, caller: VerifiedTenant): boolean {
  const kind = failureClass(error);
  if (kind === 'token') return isSameToken(flight.caller, caller);
  return kind !== 'recoverable' || flight.urgency === 'now';
}

function isSameToken(one: VerifiedTenant, other: VerifiedTenant): boolean {
  return one === other || one.token.reveal() === other.token.reveal();
}

function justPurged(): UnavailableError {
  return new UnavailableError("the tenant's sessions were just revoked", 1_000);
}

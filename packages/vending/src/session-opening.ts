import { type TenantCredentials, UnauthenticatedError, UnavailableError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { failureClass } from './failure-class.ts';
import type { Flight } from './flights.ts';
import type { Refusals } from './refusals.ts';
import type { ResidentSessions } from './resident-sessions.ts';
import type { SessionSource } from './session-source.ts';
import type { SessionUse } from './session-use.ts';
import type { SteadyClock } from './steady-clock.ts';

/** How often a caller joins a flight before it flies alone, so that others' bad tokens delay it by so much at most. */
const maxJoins = 2;

/** The caching vendor's own parts, as far as sessions are opened with them. */
export interface OpeningParts {
  readonly clock: SteadyClock;
  readonly sessions: ResidentSessions;
  readonly refusals: Refusals;
  readonly source: SessionSource;
  readonly use: SessionUse;
  readonly counts: { misses: number; negativeHits: number };
  /** Throws for a caller whose tenant was revoked while it waited. */
  readonly refuseRevoked: (caller: VerifiedTenant) => void;
}

/** Waits for a session of STS for a caller for whom there is none to serve. */
export class SessionOpening {
  readonly #parts: OpeningParts;

  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /** Everything is looked at anew after each wait. */
  async obtain(key: string, caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const { clock, sessions, source, use, counts, refuseRevoked } = this.#parts;
    for (let joins = 0; ; joins += 1) {
      const now = clock.now();
      const session = use.alive(key, now);
      if (session !== undefined) return use.serve(session, caller, now);

      const joined = joins < maxJoins ? source.flights.of(key) : undefined;
      const flight = joined ?? this.#begin(key, caller, scope, joins, now);
      if (joins === 0) counts.misses += 1;
      flight.awaited = true;
      const landed = await flight.landing;
      refuseRevoked(caller);
      if ('error' in landed) {
        if (isOwnFailure(landed.error, flight, caller)) throw landed.error;
      } else if (!flight.purged) {
        const kept = sessions.peek(key);
        if (kept?.credentials === landed.credentials) use.note(kept, caller, clock.now());
        return landed.credentials;
      } else if (joins >= maxJoins) {
        throw justPurged();
      }
    }
  }

  /** Asks STS, unless it has just refused the same. Of the tokens at hand the one that lives longest is used. */
  #begin(key: string, caller: VerifiedTenant, scope: SessionScope, joins: number, now: number): Flight {
    const { clock, sessions, refusals, source, counts } = this.#parts;
    const held = joins < maxJoins ? sessions.peek(key)?.held : null;
    const bearer = held && held.expiresAt > caller.expiresAt ? held : caller;
    // Its token may have expired while it waited for others.
    if (now >= clock.of(bearer.expiresAt)) throw new UnauthenticatedError('expired');
    const refusal = refusals.ofSession(key, now) ?? refusals.ofToken(bearer, now);
    if (refusal === undefined) return source.begin(key, bearer, scope);
    if (joins === 0) counts.negativeHits += 1;
    throw refusal.error;
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

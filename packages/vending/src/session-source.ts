import { UnavailableError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { type Backoff, backoffMs } from './backoff.ts';
import type { CredentialVendor } from './credential-vendor.ts';
import { failureClass } from './failure-class.ts';
import { type Flight, Flights, type Landing } from './flights.ts';
import type { Refusals } from './refusals.ts';
import type { ResidentSessions } from './resident-sessions.ts';
import { Session } from './session.ts';
import { sessionWindows } from './session-windows.ts';
import type { VendingSettings } from './settings.ts';
import type { SteadyClock } from './steady-clock.ts';
import { VendingFaultError } from './vending-fault.ts';

/** Renewals in the air at most with nobody waiting: when very many are due at once, callers must still find a place. */
const maxRenewals = 500;

/** What obtaining sessions is made of; the parts are the caching vendor's own. */
export interface SourceParts {
  readonly inner: CredentialVendor;
  readonly settings: VendingSettings;
  readonly clock: SteadyClock;
  readonly random: () => number;
  readonly sessions: ResidentSessions;
  readonly refusals: Refusals;
  /** Told of a session whose next due time may have changed. */
  readonly tend: (session: Session) => void;
}

/** Asks the inner vendor, keeps what it answers with, and decides what a failure does to the session that is held. */
export class SessionSource {
  readonly flights = new Flights();
  renewalsBegun = 0;
  renewalsFailed = 0;
  readonly #parts: SourceParts;
  readonly #backoff: Backoff;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#backoff = { firstMs: parts.settings.backoffMs, mostMs: parts.settings.maxBackoffMs, jitter: 0.5 };
  }

  /** Renews a session with the token it holds, for nobody in particular; does nothing when that is not for now. */
  renewSoon(session: Session, now: number): Flight | undefined {
    if (this.flights.renewals >= maxRenewals) return undefined;
    return this.#renew(session, now, 'soon');
  }

  /** Renews a session that somebody waits for, or answers with the flight that does; `undefined` while it backs off. */
  renewNow(session: Session, now: number): Flight | undefined {
    const flight = this.flights.of(session.key) ?? this.#renew(session, now, 'now');
    if (flight !== undefined) flight.awaited = true;
    return flight;
  }

  /** Asks with this caller's token for a session that somebody waits for, and has others who want it join. */
  begin(key: string, caller: VerifiedTenant, scope: SessionScope): Flight {
    return this.#begin(key, caller, scope, 'now', false);
  }

  #renew(session: Session, now: number, urgency: 'now' | 'soon'): Flight | undefined {
    const { key, held, access, service } = session;
    if (held === null || now >= this.#parts.clock.of(held.expiresAt)) return undefined;
    if (now < session.renewAt || this.flights.of(key) !== undefined) return undefined;
    this.renewalsBegun += 1;
    return this.#begin(key, held, { access, service }, urgency, true);
  }

  #begin(key: string, caller: VerifiedTenant, scope: SessionScope, urgency: 'now' | 'soon', renewal: boolean): Flight {
    const flight: Flight = {
      key,
      caller,
      renewal,
      urgency,
      awaited: urgency === 'now',
      purged: false,
      landing: Promise.resolve().then(() => this.#fly(flight, scope)),
    };
    this.flights.enter(flight);
    return flight;
  }

  async #fly(flight: Flight, scope: SessionScope): Promise<Landing> {
    try {
      const credentials = await this.#parts.inner.vend(flight.caller, scope, { urgency: flight.urgency });
      this.flights.leave(flight);
      return this.#landed(flight, scope, credentials);
    } catch (error) {
      this.flights.leave(flight);
      this.#failed(flight, error);
      return { error };
    }
  }

  #landed(flight: Flight, scope: SessionScope, credentials: Session['credentials']): Landing {
    const { clock, settings, sessions, refusals, random, tend } = this.#parts;
    const { key, caller } = flight;
    if (credentials.tenant !== caller.tenant) throw new VendingFaultError('the session is of another tenant');
    const now = clock.now();
    const lifeMs = Math.min(clock.of(credentials.expiresAt) - now, settings.sessionSeconds * 1_000);
    if (!(lifeMs > settings.mandatoryMs)) throw tooShort();
    if (flight.purged) return { credentials };

    refusals.accepted(key);
    const windows = sessionWindows(now, lifeMs, settings, random());
    const session = sessions.peek(key);
    if (session !== undefined) {
      session.renew(credentials, windows);
      tend(session);
    } else if (flight.awaited) {
      const added = new Session(key, scope, credentials, windows, caller, now);
      sessions.add(added);
      tend(added);
    }
    return { credentials };
  }

  #failed(flight: Flight, error: unknown): void {
    const { clock, sessions, refusals, random, tend } = this.#parts;
    const { key, caller } = flight;
    const now = clock.now();
    const kind = failureClass(error);
    if (flight.renewal) this.renewalsFailed += 1;
    if (kind === 'token') this.#refuseToken(caller, error, now);
    if (flight.purged) return;

    const lasting = kind === 'denied' || kind === 'fault';
    const refusal = lasting ? refusals.refuseSession(key, caller.tenant, error, now) : undefined;
    const session = sessions.peek(key);
    if (session === undefined) return;
    session.failures += 1;
    session.renewAt = refusal?.until ?? now + backoffMs(this.#backoff, session.failures, random());
    // Another caller's token may do, where a denial is about the token's own claims.
    if (kind === 'denied' && session.held === caller) session.held = null;
    tend(session);
  }

  /** No session of its bearer holds it any longer: in none may others be kept from renewing by it. */
  #refuseToken(caller: VerifiedTenant, error: unknown, now: number): void {
    this.#parts.refusals.refuseToken(caller, error, now);
    for (const session of this.#parts.sessions.ofTenant(caller.tenant)) {
      if (session.held === caller) session.held = null;
    }
  }
}

function tooShort(): UnavailableError {
  return new UnavailableError("the session is too short to be used: check this machine's clock", 1_000);
}

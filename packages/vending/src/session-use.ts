import type { TenantCredentials, VerifiedTenant } from '@leasehold/domain';
import type { Refusals } from './refusals.ts';
import type { ResidentSessions } from './resident-sessions.ts';
import type { Session } from './session.ts';
import type { SessionSource } from './session-source.ts';

/** The caching vendor's own parts, as far as a session that is held is served with them. */
export interface UseParts {
  readonly sessions: ResidentSessions;
  readonly refusals: Refusals;
  readonly source: SessionSource;
  /** Told of a session whose next due time may have become earlier. */
  readonly tend: (session: Session) => void;
}

/** Serves sessions that are held, has them renewed when that is due, and has each hold the token that lives longest. */
export class SessionUse {
  readonly #parts: UseParts;

  constructor(parts: UseParts) {
    this.#parts = parts;
  }

  /** The session that may still be served, whatever its window. */
  alive(key: string, now: number): Session | undefined {
    const session = this.#parts.sessions.get(key);
    return session !== undefined && now < session.endsAt ? session : undefined;
  }

  serve(session: Session, caller: VerifiedTenant, now: number): TenantCredentials {
    this.note(session, caller, now);
    if (now >= session.renewAt) this.#parts.source.renewSoon(session, now);
    return session.credentials;
  }

  /** The caller asks for the session, and its token may renew it. */
  note(session: Session, caller: VerifiedTenant, now: number): void {
    session.usedAt = now;
    const { held } = session;
    if (held !== null && held.expiresAt >= caller.expiresAt) return;
    if (this.#parts.refusals.ofToken(caller, now) !== undefined) return;
    session.held = caller;
    // Only then can something be due earlier than it was.
    if (held === null) this.#parts.tend(session);
  }
}

import type { ResidentSessions } from './resident-sessions.ts';
import type { Schedule } from './schedule.ts';
import type { Session } from './session.ts';
import type { SteadyClock } from './steady-clock.ts';

/** How often sessions that are due are looked at. */
export const sweepMs = 1_000;

/** Sessions looked at in one sweep at most, so that no caller waits behind a long one. */
const maxSwept = 2_000;

/** What the sweep needs of the caching vendor that it is part of. */
export interface SweepParts {
  readonly sessions: ResidentSessions;
  readonly clock: SteadyClock;
  readonly schedule: Schedule;
  readonly idleMs: number;
  /** Renews a session in the background, if that is for now. */
  readonly renew: (session: Session, now: number) => void;
}

/**
 * Does what is due about sessions that nobody asks for at the moment: drops those that are idle or have expired, forgets
 * held tokens that have, renews the others ahead of time. Runs while there are sessions, and until it is closed.
 */
export class SessionSweep {
  readonly #parts: SweepParts;
  #callOff: (() => void) | undefined;
  #closed = false;

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  /** Has the session looked at when something is next due about it. To be told whenever that may have become earlier. */
  tend(session: Session): void {
    const { clock, sessions, idleMs } = this.#parts;
    const { endsAt, usedAt, renewAt, held } = session;
    let dueAt = Math.min(endsAt, usedAt + idleMs);
    if (held !== null) dueAt = Math.min(dueAt, clock.of(held.expiresAt), renewAt);
    sessions.setDue(session, Math.max(dueAt, clock.now() + 1));
    if (this.#callOff === undefined && !this.#closed) this.#arm();
  }

  close(): void {
    this.#closed = true;
    this.#callOff?.();
  }

  #arm(): void {
    this.#callOff = this.#parts.schedule(sweepMs, () => {
      this.#callOff = undefined;
      this.#sweep();
      if (this.#parts.sessions.size > 0 && this.#callOff === undefined && !this.#closed) this.#arm();
    });
  }

  #sweep(): void {
    const { clock, sessions } = this.#parts;
    const now = clock.now();
    for (const session of sessions.takeDue(now, maxSwept)) this.#look(session, now);
  }

  #look(session: Session, now: number): void {
    const { clock, sessions, idleMs, renew } = this.#parts;
    if (now >= session.endsAt) {
      sessions.drop(session, 'expired');
      return;
    }
    if (now >= session.usedAt + idleMs) {
      sessions.drop(session, 'idle');
      return;
    }
    if (session.held !== null && now >= clock.of(session.held.expiresAt)) session.held = null;
    if (now >= session.renewAt) renew(session, now);
    this.tend(session);
  }
}

import type { TenantId } from '@leasehold/domain';
import { LRUCache } from 'lru-cache';
import { DueWheel } from './due-wheel.ts';
import type { Session } from './session.ts';
import type { EvictionReason } from './vending-stats.ts';

/**
 * The sessions that are kept: found by key, by tenant, and by when something is to be done about them. One that leaves, for
 * whatever reason, is in none of these any more, so that its secrets can be collected.
 */
export class ResidentSessions {
  readonly evicted: Record<EvictionReason, number> = { lru: 0, idle: 0, expired: 0, revoked: 0, refused: 0 };
  readonly #byKey: LRUCache<string, Session>;
  readonly #firstOf = new Map<TenantId, Session>();
  readonly #wheel: DueWheel<Session>;

  /** Keeps at most `most`, the least used leaving first. */
  constructor(most: number, tickMs: number) {
    this.#wheel = new DueWheel(tickMs);
    this.#byKey = new LRUCache({
      max: most,
      dispose: (session, _key, reason) => {
        if (reason !== 'evict') return;
        this.evicted.lru += 1;
        this.#unlink(session);
      },
    });
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Finds a session for use. */
  get(key: string): Session | undefined {
    return this.#byKey.get(key);
  }

  /** Finds a session without making it a used one. */
  peek(key: string): Session | undefined {
    return this.#byKey.peek(key);
  }

  /** Keeps a session whose key has none yet. */
  add(session: Session): void {
    const { tenant } = session.credentials;
    session.next = this.#firstOf.get(tenant) ?? null;
    if (session.next !== null) session.next.previous = session;
    this.#firstOf.set(tenant, session);
    this.#byKey.set(session.key, session);
  }

  drop(session: Session, why: EvictionReason): void {
    if (!this.#byKey.delete(session.key)) return;
    this.evicted[why] += 1;
    this.#unlink(session);
  }

  *ofTenant(tenant: TenantId): Iterable<Session> {
    let session = this.#firstOf.get(tenant) ?? null;
    while (session !== null) {
      const { next } = session;
      yield session;
      session = next;
    }
  }

  /** Has {@link takeDue} give the session out at `dueAt`, and not before. */
  setDue(session: Session, dueAt: number): void {
    this.#wheel.set(session, dueAt);
  }

  /** Gives out at most `most` sessions that are due at `now`; each must be set due again, or dropped. */
  takeDue(now: number, most: number): Session[] {
    return this.#wheel.take(now, most);
  }

  #unlink(session: Session): void {
    this.#wheel.remove(session);
    const { previous, next } = session;
    const { tenant } = session.credentials;
    if (next !== null) next.previous = previous;
    if (previous !== null) previous.next = next;
    else if (next !== null) this.#firstOf.set(tenant, next);
    else this.#firstOf.delete(tenant);
    session.previous = null;
    session.next = null;
    session.held = null;
  }
}

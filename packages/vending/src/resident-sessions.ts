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
  readonly #newestOf = new Map<TenantId, Session>();
  /** Tenants with more than a quarter of what may be kept: three at most. */
  readonly #large = new Set<TenantId>();
  readonly #quarter: number;
  readonly #wheel: DueWheel<Session>;

  /**
   * Keeps at most `most`. The least used leaves first; but where it is of another tenant than one that has more than a quarter,
   * the oldest of that one does: a tenant can use many sessions as often as it likes, and keeps nobody else's out.
   */
  constructor(most: number, tickMs: number) {
    this.#quarter = Math.max(1, Math.floor(most / 4));
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
    if (this.#byKey.size === this.#byKey.max) this.#sparesOthers();
    const { tenant } = session.credentials;
    const newest = this.#newestOf.get(tenant);
    session.next = newest ?? null;
    session.previous = newest?.previous ?? session;
    if (newest !== undefined) newest.previous = session;
    this.#newestOf.set(tenant, session);
    this.#counted(tenant, session, (newest?.ofTenant ?? 0) + 1);
    this.#byKey.set(session.key, session);
  }

  drop(session: Session, why: EvictionReason): void {
    if (!this.#byKey.delete(session.key)) return;
    this.evicted[why] += 1;
    this.#unlink(session);
  }

  *ofTenant(tenant: TenantId): Iterable<Session> {
    let session = this.#newestOf.get(tenant) ?? null;
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

  /** Makes room at the cost of a tenant that has very many, if the next to leave is another's. */
  #sparesOthers(): void {
    const [large] = this.#large;
    const leaving = large === undefined ? undefined : this.#byKey.rvalues().next().value;
    if (large === undefined || leaving === undefined || this.#large.has(leaving.credentials.tenant)) return;
    const oldest = this.#newestOf.get(large)?.previous;
    if (oldest) this.drop(oldest, 'lru');
  }

  #unlink(session: Session): void {
    this.#wheel.remove(session);
    const { tenant } = session.credentials;
    const { previous, next } = session;
    const newest = this.#newestOf.get(tenant);
    const left = newest === session ? next : newest;
    if (newest !== session && previous !== null) previous.next = next;
    if (next !== null) next.previous = previous;
    else if (left) left.previous = previous;
    if (left) this.#newestOf.set(tenant, left);
    else this.#newestOf.delete(tenant);
    this.#counted(tenant, left ?? null, (newest?.ofTenant ?? 1) - 1);
    session.previous = null;
    session.next = null;
    session.held = null;
  }

  #counted(tenant: TenantId, newest: Session | null, sessions: number): void {
    if (newest !== null) newest.ofTenant = sessions;
    if (sessions > this.#quarter) this.#large.add(tenant);
    else this.#large.delete(tenant);
  }
}

import type { Clock, ConfigTag, ServiceName, TenantId } from '@leasehold/domain';
import type { Schedule } from '@leasehold/vending';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { FreshnessTally } from './freshness-tally.ts';
import type { GroupCheck } from './group-check.ts';
import { servicesIn } from './key-group.ts';
import type { WatchedGroups } from './watched-groups.ts';

/** What a sweep is made of. */
export interface StoreSweepParts {
  readonly tag: ConfigTag;
  /** Within this time every tenant's values are compared once, in milliseconds. */
  readonly intervalMs: number;
  readonly values: Pick<ValueCache, 'holders' | 'held' | 'forgetUseless'>;
  readonly watched: Pick<WatchedGroups, 'watched'>;
  readonly check: Pick<GroupCheck, 'check'>;
  readonly tally: Pick<FreshnessTally, 'ended' | 'durations'>;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Of [0, 1). */
  readonly random: () => number;
  readonly onFailure: (failure: unknown) => void;
}

interface Tenant {
  dueAt: number;
  /** When the last comparison began that saw all there was; before the first, when the tenant was first seen. */
  checkedAt: number;
}

/** Tenants are looked for so often in an interval. */
const looksPerInterval = 60;
/** Tenants compared at a time: the budget bounds calls, this what a slow store holds up. */
const maxAtOnce = 8;
/** The share of the interval after which a tenant is due again: a look and the comparison itself must fit into the rest. */
const [leastShare, mostShare] = [0.8, 0.96];

/**
 * Compares what is held, or watched, of one store with it, each tenant once in an interval and at a time of its own, so that calls
 * are spread. Tenants that are due go in the order in which they came to be, one of each at a time.
 */
export class StoreSweep {
  readonly #parts: StoreSweepParts;
  readonly #tenants = new Map<TenantId, Tenant>();
  /** In the order of their turns. */
  readonly #due = new Set<TenantId>();
  readonly #underWay = new Set<TenantId>();
  #watched: ReadonlyMap<TenantId, ReadonlySet<ServiceName | null>> = new Map();
  #idle: (() => void)[] = [];
  #callOff: (() => void) | undefined;
  #closed = false;

  constructor(parts: StoreSweepParts) {
    this.#parts = parts;
  }

  start(): void {
    const { schedule, intervalMs, clock } = this.#parts;
    if (this.#closed) return;
    this.#callOff = schedule(intervalMs / looksPerInterval, () => {
      this.#look(clock.now());
      this.start();
    });
  }

  /** Begins no further comparison. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
    this.#due.clear();
    this.#proceed();
  }

  /** Compares all there is now, out of turn; resolves when that is done. */
  async sweep(): Promise<void> {
    if (this.#closed) return;
    const now = this.#parts.clock.now();
    this.#discover(now);
    for (const [id, tenant] of this.#tenants) {
      tenant.dueAt = Math.min(tenant.dueAt, now);
      // Behind a comparison that is under way too: that one may have begun too early.
      this.#due.add(id);
    }
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
      this.#proceed();
    });
  }

  /** For how long the tenant has not been compared for whom that is longest, in milliseconds; 0 when there is none. */
  oldestMs(): number {
    const now = this.#parts.clock.now();
    let oldest = 0;
    for (const { checkedAt } of this.#tenants.values()) oldest = Math.max(oldest, now - checkedAt);
    return oldest;
  }

  #look(now: number): void {
    this.#discover(now);
    const due = [...this.#tenants].filter(([, { dueAt }]) => dueAt <= now);
    for (const [id] of due.sort(([, one], [, other]) => one.dueAt - other.dueAt)) {
      if (!this.#underWay.has(id)) this.#due.add(id);
    }
    this.#proceed();
  }

  #discover(now: number): void {
    const { values, intervalMs, random } = this.#parts;
    this.#watched = this.#watchedNow();
    for (const id of [...values.holders(), ...this.#watched.keys()]) {
      // At any time within the interval, so that tenants that came together part.
      const dueAt = now + intervalMs * leastShare * random();
      if (!this.#tenants.has(id)) this.#tenants.set(id, { dueAt, checkedAt: now });
    }
  }

  #watchedNow(): ReadonlyMap<TenantId, ReadonlySet<ServiceName | null>> {
    const watched = new Map<TenantId, Set<ServiceName | null>>();
    for (const { tenant, service, tag } of this.#parts.watched.watched()) {
      if (tag !== this.#parts.tag) continue;
      const services = watched.get(tenant);
      if (services === undefined) watched.set(tenant, new Set([service]));
      else services.add(service);
    }
    return watched;
  }

  #proceed(): void {
    for (const id of this.#due) {
      if (this.#underWay.size >= maxAtOnce) return;
      if (this.#underWay.has(id)) continue;
      this.#due.delete(id);
      this.#underWay.add(id);
      void this.#compare(id)
        .catch(this.#parts.onFailure)
        .then(() => {
          this.#underWay.delete(id);
          this.#proceed();
        });
    }
    if (this.#due.size === 0 && this.#underWay.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #compare(id: TenantId): Promise<void> {
    const { tag, values, check, tally, clock, intervalMs, random } = this.#parts;
    const tenant = this.#tenants.get(id);
    if (tenant === undefined) return;
    const { dueAt } = tenant;
    const beganAt = clock.now();
    const watched = this.#watched.get(id) ?? new Set();
    // What could not be served any more need not be compared.
    values.forgetUseless(id, beganAt);
    const services = new Set([...servicesIn(values.held(id), tag), ...watched]);
    if (services.size === 0) {
      this.#tenants.delete(id);
      return;
    }
    let isWhole = true;
    for (const service of services) {
      if (this.#closed) return;
      const outcome = await check.check({ tenant: id, service, tag }, watched.has(service));
      tally.ended(tag, outcome);
      if (outcome === 'failed') isWhole = false;
    }
    if (isWhole) tenant.checkedAt = beganAt;
    tenant.dueAt = beganAt + intervalMs * (leastShare + (mostShare - leastShare) * random());
    tally.durations[tag].add(clock.now() - dueAt);
  }
}

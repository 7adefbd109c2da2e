import type { Clock, ConfigEntry, ConfigTag, TenantId } from '@leasehold/domain';
import { type EncodedEntry, encodeEntry } from '../encoding/encoded-entry.ts';
import type { CachedValue } from './cached-value.ts';
import type { Waiter } from './single-flight.ts';
import { type LoadTicket, TenantSpace, type WriteTicket } from './tenant-space.ts';

/** Bounds and lifetimes of the value cache. A time of 0 keeps nothing of that kind. */
export interface ValueCacheLimits {
  readonly maxBytes: number;
  readonly maxBytesPerTenant: number;
  /** How long a value may be served, by the store it came from, in milliseconds. */
  readonly ttlMs: Readonly<Record<ConfigTag, number>>;
  /** How long "nothing is stored there" may be served, in milliseconds. */
  readonly absentTtlMs: number;
}

/** A load of one key, shared by every caller of the tenant that asks while it is under way. */
export interface SharedLoad {
  /** True when another caller began it: its failure may then be about that caller and not about this one. */
  readonly joined: boolean;
  /** `null` when nothing is stored. */
  readonly result: Promise<EncodedEntry | null>;
}

/** One key of one tenant. `key` is unique inside the tenant: it holds the service too. */
export interface Place {
  readonly tenant: TenantId;
  readonly key: string;
  readonly tag: ConfigTag;
}

/** A load that has begun; hand it back to {@link ValueCache.endLoad} whatever comes of it. */
export interface OpenLoad {
  readonly place: Place;
  readonly ticket: LoadTicket;
}

/** A write that has begun; hand it back to {@link ValueCache.endWrite} whatever comes of it. */
export interface OpenWrite {
  readonly place: Place;
  readonly ticket: WriteTicket;
}

/**
 * What this instance remembers of the stores: each tenant's values inside that tenant's own {@link TenantSpace}, least
 * recently used first out, bounded in bytes for each tenant and in total. Sensitive values never enter. A load that
 * began before a write or an invalidation never publishes after it.
 */
export class ValueCache {
  readonly #limits: ValueCacheLimits;
  readonly #clock: Clock;
  /** In order of use, least recently used first. */
  readonly #spaces = new Map<TenantId, TenantSpace>();
  #latest: TenantSpace | undefined;
  #bytes = 0;
  #hits = 0;
  #misses = 0;

  constructor(limits: ValueCacheLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Lookups answered from here since the start, and all others. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** Bytes charged for all that is held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Tenants that have something held or under way now. */
  get tenants(): number {
    return this.#spaces.size;
  }

  /** The tenant's unexpired value under `key`, or `undefined` when the store must be asked. */
  lookup(tenant: TenantId, key: string, now: number): CachedValue | undefined {
    const value = this.#find(tenant, key, now);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  /** Joins the load of `key` that is under way, or begins one with `read`, whose `wanted` says if anybody still waits. */
  load(place: Place, waiter: Waiter, read: (wanted: () => boolean) => Promise<ConfigEntry | null>): SharedLoad {
    const flights = this.#space(place.tenant).flights;
    const underway = flights.join(place.key, waiter);
    if (underway !== undefined) return { joined: true, result: underway };
    const result = flights.start(place.key, waiter, (wanted) => this.loadAlone(place, () => read(wanted)));
    return { joined: false, result };
  }

  /** Loads `key` for one caller, and publishes what it read unless it was superseded meanwhile. */
  async loadAlone(place: Place, read: () => Promise<ConfigEntry | null>): Promise<EncodedEntry | null> {
    const open = this.beginLoad(place);
    let entry: ConfigEntry | null | undefined;
    try {
      entry = await read();
    } finally {
      if (entry === undefined) this.endLoad(open, undefined);
    }
    return this.endLoad(open, entry);
  }

  beginLoad(place: Place): OpenLoad {
    return { place, ticket: this.#space(place.tenant).beginLoad(place.key) };
  }

  /**
   * Closes a load. `entry` is what the store holds, `null` for nothing there, `undefined` when the load failed.
   * Answers the entry's encoding, so that it is encoded once for the cache and the reply.
   */
  endLoad(load: OpenLoad, entry: ConfigEntry | null | undefined): EncodedEntry | null {
    const encoded = entry === undefined || entry === null ? null : encodeEntry(entry);
    const value = entry === undefined ? undefined : this.#cacheable(load.place.tag, encoded);
    const { tenant, key } = load.place;
    const space = this.#space(tenant);
    this.#change(tenant, space, () => space.endLoad(key, load.ticket, value));
    return encoded;
  }

  beginWrite(place: Place): OpenWrite {
    return { place, ticket: this.#space(place.tenant).beginWrite(place.key) };
  }

  /** Closes a write. `stored` is what the store holds now because of it; `undefined` when that is not known. */
  endWrite(write: OpenWrite, stored: EncodedEntry | undefined): void {
    const value = stored === undefined ? undefined : this.#cacheable(write.place.tag, stored);
    const { tenant, key } = write.place;
    const space = this.#space(tenant);
    this.#change(tenant, space, () => space.endWrite(key, write.ticket, value));
  }

  /** The store changed behind this instance's back: forget the value, and let no load that began earlier restore it. */
  invalidate(tenant: TenantId, key: string): void {
    const space = this.#spaces.get(tenant);
    if (space !== undefined) this.#change(tenant, space, () => space.invalidate(key));
  }

  /** The tenant was cut off: forget all its values, and let nothing that is under way bring one back. */
  dropTenant(tenant: TenantId): void {
    const space = this.#spaces.get(tenant);
    if (space !== undefined) this.#change(tenant, space, () => space.empty());
  }

  #find(tenant: TenantId, key: string, now: number): CachedValue | undefined {
    const space = this.#spaces.get(tenant);
    if (space === undefined) return undefined;
    const value = space.get(key);
    if (value === undefined) return undefined;
    if (value.expiresAt <= now) {
      this.#change(tenant, space, () => space.drop(key));
      return undefined;
    }
    this.#touch(tenant, space);
    return value;
  }

  #cacheable(tag: ConfigTag, encoded: EncodedEntry | null): CachedValue | undefined {
    if (encoded?.sensitivity === 'sensitive') return undefined;
    const ttl = encoded === null ? this.#limits.absentTtlMs : this.#limits.ttlMs[tag];
    if (ttl <= 0) return undefined;
    const loadedAt = this.#clock.now();
    return { encoded, loadedAt, expiresAt: loadedAt + ttl };
  }

  #space(tenant: TenantId): TenantSpace {
    const existing = this.#spaces.get(tenant);
    if (existing !== undefined) return existing;
    const space = new TenantSpace(this.#limits.maxBytesPerTenant);
    this.#spaces.set(tenant, space);
    this.#latest = space;
    return space;
  }

  #touch(tenant: TenantId, space: TenantSpace): void {
    if (this.#latest === space) return;
    this.#spaces.delete(tenant);
    this.#spaces.set(tenant, space);
    this.#latest = space;
  }

  #change(tenant: TenantId, space: TenantSpace, change: () => void): void {
    const before = space.bytes;
    change();
    this.#bytes += space.bytes - before;
    this.#touch(tenant, space);
    this.#forgetIfIdle(tenant, space);
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const [tenant, space] of this.#spaces) {
      while (this.#bytes > this.#limits.maxBytes && space.bytes > 0) {
        const before = space.bytes;
        space.dropLeastRecent();
        this.#bytes += space.bytes - before;
      }
      this.#forgetIfIdle(tenant, space);
      if (this.#bytes <= this.#limits.maxBytes) return;
    }
  }

  #forgetIfIdle(tenant: TenantId, space: TenantSpace): void {
    if (!space.idle) return;
    this.#spaces.delete(tenant);
    if (this.#latest === space) this.#latest = undefined;
  }
}

import { type Clock, type ConfigEntry, type ConfigTag, type TenantId, UnavailableError } from '@leasehold/domain';
import { type EncodedEntry, encodeEntry } from '../encoding/encoded-entry.ts';
import { type CachedValue, versionOf } from './cached-value.ts';
import type { Waiter } from './single-flight.ts';
import type { TenantSpace } from './tenant-space.ts';
import { TenantSpaces } from './tenant-spaces.ts';
import type { HeldKey, Loaded, OpenListing, OpenLoad, OpenWrite, Place, SharedLoad } from './work-under-way.ts';

/** Bounds and lifetimes of the value cache. A time of 0 keeps nothing of that kind. */
export interface ValueCacheLimits {
  readonly maxBytes: number;
  readonly maxBytesPerTenant: number;
  /** How long a value may be served, by the store it came from, in milliseconds. */
  readonly ttlMs: Readonly<Record<ConfigTag, number>>;
  /** How long "nothing is stored there" may be served, in milliseconds. */
  readonly absentTtlMs: number;
  /** How long beyond that a value may be served while its store cannot be asked, in milliseconds. */
  readonly staleMs: number;
}

/** How often is read what came older than what this instance had given out. */
export const maxReads = 3;

/**
 * What this instance remembers of the stores: each tenant's values inside that tenant's own {@link TenantSpace}, least
 * recently used first out, bounded in bytes for each tenant and in total. Sensitive values never enter. A load that
 * began before a write or an invalidation never publishes after it, and nothing is given out that is older than what was
 * given out before.
 */
export class ValueCache {
  readonly #limits: ValueCacheLimits;
  readonly #clock: Clock;
  readonly #spaces: TenantSpaces;
  #hits = 0;
  #misses = 0;
  #stale = 0;

  constructor(limits: ValueCacheLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    const usefulMs = Math.max(...Object.values(limits.ttlMs), limits.absentTtlMs) + limits.staleMs;
    this.#spaces = new TenantSpaces({ ...limits, usefulMs }, clock);
  }

  /** Lookups answered from here since the start, and all others. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** Values given out past their time since the start, because their store could not be asked. */
  get servedStale(): number {
    return this.#stale;
  }

  /** Bytes charged for all that is held now. */
  get bytes(): number {
    return this.#spaces.bytes;
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

  /** The value last known, past its time, for when its store cannot be asked; `undefined` when there is none so late. */
  stale(tenant: TenantId, key: string, now: number): CachedValue | undefined {
    const value = this.#spaces.find(tenant)?.get(key);
    if (value === undefined || value.encoded === null || value.staleUntil <= now) return undefined;
    this.#stale++;
    return value;
  }

  /** Whether a value is held that may still be served, in time or late; "nothing stored" is none. Looking is no use of it. */
  holds(tenant: TenantId, key: string, now: number): boolean {
    const value = this.#spaces.find(tenant)?.peek(key);
    return value !== undefined && value.encoded !== null && value.staleUntil > now;
  }

  /** Joins the load of `key` that is under way, or begins one with `read`, whose `wanted` says if anybody still waits. */
  load(place: Place, waiter: Waiter, read: (wanted: () => boolean) => Promise<ConfigEntry | null>): SharedLoad {
    const flights = this.#spaces.open(place.tenant).flights;
    const underway = flights.join(place.key, waiter);
    if (underway !== undefined) return { joined: true, result: underway };
    const result = flights.start(place.key, waiter, (wanted) => this.loadAlone(place, () => read(wanted)));
    return { joined: false, result };
  }

  /**
   * Loads `key` for one caller, and publishes what it read unless it was superseded meanwhile. What comes too late, because
   * this instance has given out something newer since it was asked for, is read again. @throws UnavailableError after the third
   */
  async loadAlone(place: Place, read: () => Promise<ConfigEntry | null>): Promise<EncodedEntry | null> {
    for (let reads = 0; reads < maxReads; reads += 1) {
      const open = this.beginLoad(place);
      let entry: ConfigEntry | null | undefined;
      try {
        entry = await read();
      } finally {
        if (entry === undefined) this.endLoad(open, undefined);
      }
      const { encoded, outrun } = this.endLoad(open, entry);
      if (!outrun) return encoded;
    }
    throw tooLate();
  }

  beginLoad(place: Place): OpenLoad {
    return { place, ticket: this.#spaces.open(place.tenant).beginLoad(place.key) };
  }

  /**
   * Closes a load. `entry` is what the store holds, `null` for nothing there, `undefined` when the load failed.
   * Answers the entry's encoding, so that it is encoded once for the cache and the reply.
   */
  endLoad({ place, ticket }: OpenLoad, entry: ConfigEntry | null | undefined): Loaded {
    const encoded = entry === undefined || entry === null ? null : encodeEntry(entry);
    const value = entry === undefined ? undefined : this.#cacheable(place.tag, encoded);
    const version = entry === undefined ? undefined : (encoded?.version ?? null);
    const outrun = this.#change(place.tenant, (space) => space.endLoad(place.key, ticket, version, value));
    return { encoded, outrun };
  }

  beginWrite(place: Place): OpenWrite {
    return { place, ticket: this.#spaces.open(place.tenant).beginWrite(place.key) };
  }

  /**
   * Closes a write. `stored` is what the store holds now because of it, or only the version of that; `undefined` when
   * neither is known.
   */
  endWrite({ place, ticket }: OpenWrite, stored: EncodedEntry | number | undefined): void {
    const version = typeof stored === 'number' ? stored : stored?.version;
    const value = typeof stored === 'object' ? this.#cacheable(place.tag, stored) : undefined;
    this.#change(place.tenant, (space) => space.endWrite(place.key, ticket, version, value));
  }

  beginListing(tenant: TenantId): OpenListing {
    return { tenant, ticket: this.#spaces.open(tenant).beginListing() };
  }

  /**
   * Closes a listing: `versions` by key are what it brought, none when it failed. Older values of these keys are forgotten.
   * @returns whether it is outrun: some version is older than what this instance has given out since it began
   */
  endListing({ tenant, ticket }: OpenListing, versions: ReadonlyMap<string, number> = new Map()): boolean {
    const space = this.#spaces.open(tenant);
    return this.#spaces.tend(space, () => space.endListing(ticket, versions));
  }

  /** The store changed behind this instance's back: forget the value, and let no load that began earlier restore it. */
  invalidate(tenant: TenantId, key: string): void {
    const space = this.#spaces.find(tenant);
    if (space !== undefined) this.#spaces.change(space, () => space.invalidate(key));
  }

  /**
   * Nobody can say any more whether the value holds: from now on the store is asked, and it is there only for when that fails.
   * @returns whether it was served until now
   */
  expire(tenant: TenantId, key: string): boolean {
    const space = this.#spaces.find(tenant);
    return space !== undefined && this.#spaces.tend(space, () => space.expire(key, this.#clock.now()));
  }

  /** The tenant was cut off: forget all its values, and let nothing that is under way bring one back. */
  dropTenant(tenant: TenantId): void {
    const space = this.#spaces.find(tenant);
    if (space !== undefined) this.#spaces.change(space, () => space.empty());
  }

  /** Forgets what of the tenant can be served no more, not even late. */
  forgetUseless(tenant: TenantId, now: number): void {
    const space = this.#spaces.find(tenant);
    if (space !== undefined) this.#spaces.tend(space, () => space.dropUseless(now));
  }

  /** The tenants of whom values are held. */
  holders(): readonly TenantId[] {
    return this.#spaces.holders();
  }

  /** The tenant's keys that are held, served or not. */
  held(tenant: TenantId): readonly HeldKey[] {
    const entries = this.#spaces.find(tenant)?.held() ?? [];
    return [...entries].map(([key, value]) => ({ key, version: versionOf(value), loadedAt: value.loadedAt }));
  }

  #find(tenant: TenantId, key: string, now: number): CachedValue | undefined {
    const space = this.#spaces.find(tenant);
    const value = space?.get(key);
    if (space === undefined || value === undefined) return undefined;
    if (value.expiresAt <= now) {
      if (value.staleUntil <= now) this.#spaces.change(space, () => space.drop(key));
      return undefined;
    }
    this.#spaces.touch(space, now);
    return value;
  }

  #cacheable(tag: ConfigTag, encoded: EncodedEntry | null): CachedValue | undefined {
    if (encoded?.sensitivity === 'sensitive') return undefined;
    const ttl = encoded === null ? this.#limits.absentTtlMs : this.#limits.ttlMs[tag];
    if (ttl <= 0) return undefined;
    const loadedAt = this.#clock.now();
    const expiresAt = loadedAt + ttl;
    // "Nothing stored" is not served late: nobody could see that it may be wrong.
    return {
      encoded,
      loadedAt,
      expiresAt,
      staleUntil: encoded === null ? expiresAt : expiresAt + this.#limits.staleMs,
    };
  }

  #change<T>(tenant: TenantId, change: (space: TenantSpace) => T): T {
    const space = this.#spaces.open(tenant);
    return this.#spaces.change(space, () => change(space));
  }
}

/** The store, or what came of it, is behind what callers have seen. */
export function tooLate(): UnavailableError {
  return new UnavailableError(
    'the store answered with an older version than this instance has given out before; try again',
    100,
  );
}

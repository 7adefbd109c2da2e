import type { TenantId } from '@leasehold/domain';
import { LRUCache } from 'lru-cache';
import type { EncodedEntry } from '../encoding/encoded-entry.ts';
import { type CachedValue, chargedBytes, versionOf } from './cached-value.ts';
import { type Floor, floorAt, isOutrun, raise } from './floor.ts';
import { SingleFlight } from './single-flight.ts';

/** A load under way. Once superseded by a write or an invalidation, what it read may not enter the cache. */
export interface LoadTicket {
  superseded: boolean;
  readonly floor: Floor;
}

/**
 * A write under way. When two overlap, neither knows which one the store took last, so neither may publish; nor may one whose answer
 * comes when a change was told or a newer version was seen, which the store may have taken after it.
 */
export interface WriteTicket {
  contested: boolean;
  /** The newest version seen of the key since the write began; 0 for none. */
  newest: number;
}

/** A listing under way, with the versions that were seen since it began. */
export type ListingTicket = Map<string, number>;

/**
 * One tenant's values, loads and writes, and nobody else's: a mistake in a key can reach another key of this tenant,
 * never another tenant. Knows nothing of time or totals; {@link ValueCache} does.
 */
export class TenantSpace {
  readonly tenant: TenantId;
  /** Loads of single keys that callers of this tenant share. */
  readonly flights = new SingleFlight<string, EncodedEntry | null>();
  readonly #values: LRUCache<string, CachedValue>;
  readonly #loads = new Map<string, Set<LoadTicket>>();
  readonly #writes = new Map<string, Set<WriteTicket>>();
  readonly #listings = new Set<ListingTicket>();

  /** When it was last in use, in milliseconds since the epoch; kept by {@link ValueCache}. */
  usedAt: number;

  constructor(tenant: TenantId, maxBytes: number, usedAt: number) {
    this.tenant = tenant;
    this.usedAt = usedAt;
    this.#values = new LRUCache({ maxSize: maxBytes, sizeCalculation: (value, key) => chargedBytes(key, value) });
  }

  get bytes(): number {
    return this.#values.calculatedSize;
  }

  /** True when forgetting this space would lose nothing: no values, and nothing under way that must find it again. */
  get idle(): boolean {
    return this.#values.size === 0 && this.#loads.size === 0 && this.#writes.size === 0 && this.#listings.size === 0;
  }

  /** Every key with its value, most recently used first. */
  held(): IterableIterator<[string, CachedValue]> {
    return this.#values.entries();
  }

  get(key: string): CachedValue | undefined {
    return this.#values.get(key);
  }

  /** {@link get} that leaves the order of use as it is. */
  peek(key: string): CachedValue | undefined {
    return this.#values.peek(key);
  }

  drop(key: string): void {
    this.#values.delete(key);
  }

  dropLeastRecent(): void {
    this.#values.pop();
  }

  dropUseless(now: number): void {
    for (const [key, { staleUntil }] of [...this.#values.entries()]) if (staleUntil <= now) this.#values.delete(key);
  }

  /** Ends the value's time at `now`, so that it is only there for when its store cannot be asked. @returns whether that is news */
  expire(key: string, now: number): boolean {
    const value = this.#values.peek(key);
    if (value === undefined) return false;
    if (value.staleUntil <= now || value.encoded === null) return this.#values.delete(key);
    const isNews = value.expiresAt > now;
    if (isNews) value.expiresAt = now;
    return isNews;
  }

  /** Forgets every value; what is under way goes on. */
  dropValues(): void {
    this.#values.clear();
  }

  beginLoad(key: string): LoadTicket {
    const ticket: LoadTicket = { superseded: false, floor: floorAt(versionOf(this.#values.peek(key))) };
    addTo(this.#loads, key, ticket);
    return ticket;
  }

  /**
   * Publishes `value` unless the load was superseded, there is nothing to publish, or something newer was seen meanwhile.
   * `version` is what was read, `null` for nothing stored, `undefined` for a load that failed.
   * @returns whether something newer was seen, so that what was read may not be given out
   */
  endLoad(
    key: string,
    ticket: LoadTicket,
    version: number | null | undefined,
    value: CachedValue | undefined,
  ): boolean {
    removeFrom(this.#loads, key, ticket);
    if (version === undefined) return false;
    if (isOutrun(ticket.floor, version)) return true;
    if (version === null) this.#seeNothing(key);
    else this.see(key, version);
    if (ticket.superseded) return false;
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
    return false;
  }

  beginWrite(key: string): WriteTicket {
    const others = this.#writes.get(key);
    const ticket: WriteTicket = { contested: others !== undefined, newest: 0 };
    for (const other of others ?? []) other.contested = true;
    addTo(this.#writes, key, ticket);
    return ticket;
  }

  /**
   * Whatever the outcome of a write, what was known before it is dropped; then `value` is published if uncontested.
   * `version` is the write's own; `undefined` when it failed.
   */
  endWrite(key: string, ticket: WriteTicket, version: number | undefined, value: CachedValue | undefined): void {
    removeFrom(this.#writes, key, ticket);
    this.see(key, version ?? 0);
    this.invalidate(key);
    if (ticket.contested || value === undefined || versionOf(value) < ticket.newest) return;
    this.#values.set(key, value);
  }

  beginListing(): ListingTicket {
    const ticket: ListingTicket = new Map();
    this.#listings.add(ticket);
    return ticket;
  }

  /** @returns whether some of the versions is older than what was seen of its key, so that the page may not be given out */
  endListing(ticket: ListingTicket, versions: ReadonlyMap<string, number>): boolean {
    this.#listings.delete(ticket);
    const isLate = [...versions].some(
      ([key, version]) => version < Math.max(ticket.get(key) ?? 0, versionOf(this.#values.peek(key))),
    );
    if (!isLate) for (const [key, version] of versions) this.see(key, version);
    return isLate;
  }

  /** A version of the key was seen: older values, and answers that are under way, are not given out any more. */
  see(key: string, version: number): void {
    for (const load of this.#loads.get(key) ?? []) raise(load.floor, version);
    for (const write of this.#writes.get(key) ?? []) write.newest = Math.max(write.newest, version);
    for (const listing of this.#listings) listing.set(key, Math.max(listing.get(key) ?? 0, version));
    const value = this.#values.peek(key);
    if (value !== undefined && versionOf(value) < version) this.#values.delete(key);
  }

  /** Nothing stored was seen: what was asked for before may be what was there before it was deleted. */
  #seeNothing(key: string): void {
    for (const load of this.#loads.get(key) ?? []) load.floor.isGone = true;
  }

  /** Drops the value, and keeps loads and writes that began before now from bringing an older one back. */
  invalidate(key: string): void {
    for (const load of this.#loads.get(key) ?? []) load.superseded = true;
    for (const write of this.#writes.get(key) ?? []) write.contested = true;
    this.flights.detach(key);
    this.#values.delete(key);
  }

  /** Drops every value, and lets no load or write that is under way publish what it brings. */
  empty(): void {
    for (const load of [...this.#loads.values()].flatMap((tickets) => [...tickets])) load.superseded = true;
    for (const write of [...this.#writes.values()].flatMap((tickets) => [...tickets])) write.contested = true;
    this.flights.detachAll();
    this.#values.clear();
  }
}

function addTo<T>(map: Map<string, Set<T>>, key: string, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, new Set([item]));
  else items.add(item);
}

function removeFrom<T>(map: Map<string, Set<T>>, key: string, item: T): void {
  const items = map.get(key);
  items?.delete(item);
  if (items?.size === 0) map.delete(key);
}

import { LRUCache } from 'lru-cache';
import type { EncodedEntry } from '../encoding/encoded-entry.ts';
import { type CachedValue, chargedBytes } from './cached-value.ts';
import { SingleFlight } from './single-flight.ts';

/** A load under way. Once superseded by a write or an invalidation, what it read may not enter the cache. */
export interface LoadTicket {
  superseded: boolean;
}

/** A write under way. When two overlap, neither knows which one the store took last, so neither may publish. */
export interface WriteTicket {
  contested: boolean;
}

/**
 * One tenant's values, loads and writes, and nobody else's: a mistake in a key can reach another key of this tenant,
 * never another tenant. Knows nothing of time or totals; {@link ValueCache} does.
 */
export class TenantSpace {
  /** Loads of single keys that callers of this tenant share. */
  readonly flights = new SingleFlight<string, EncodedEntry | null>();
  readonly #values: LRUCache<string, CachedValue>;
  readonly #loads = new Map<string, Set<LoadTicket>>();
  readonly #writes = new Map<string, Set<WriteTicket>>();

  constructor(maxBytes: number) {
    this.#values = new LRUCache({ maxSize: maxBytes, sizeCalculation: (value, key) => chargedBytes(key, value) });
  }

  get bytes(): number {
    return this.#values.calculatedSize;
  }

  /** True when forgetting this space would lose nothing: no values, and no load or write that must find it again. */
  get idle(): boolean {
    return this.#values.size === 0 && this.#loads.size === 0 && this.#writes.size === 0;
  }

  get(key: string): CachedValue | undefined {
    return this.#values.get(key);
  }

  drop(key: string): void {
    this.#values.delete(key);
  }

  dropLeastRecent(): void {
    this.#values.pop();
  }

  beginLoad(key: string): LoadTicket {
    const ticket: LoadTicket = { superseded: false };
    addTo(this.#loads, key, ticket);
    return ticket;
  }

  /** Publishes `value` unless the load was superseded or there is nothing to publish. */
  endLoad(key: string, ticket: LoadTicket, value: CachedValue | undefined): void {
    removeFrom(this.#loads, key, ticket);
    if (!ticket.superseded && value !== undefined) this.#values.set(key, value);
  }

  beginWrite(key: string): WriteTicket {
    const others = this.#writes.get(key);
    const ticket: WriteTicket = { contested: others !== undefined };
    for (const other of others ?? []) other.contested = true;
    addTo(this.#writes, key, ticket);
    return ticket;
  }

  /** Whatever the outcome of a write, what was known before it is dropped; then `value` is published if uncontested. */
  endWrite(key: string, ticket: WriteTicket, value: CachedValue | undefined): void {
    removeFrom(this.#writes, key, ticket);
    this.invalidate(key);
    if (!ticket.contested && value !== undefined) this.#values.set(key, value);
  }

  /** Drops the value, and keeps loads that began before now from bringing an older one back. */
  invalidate(key: string): void {
    for (const load of this.#loads.get(key) ?? []) load.superseded = true;
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

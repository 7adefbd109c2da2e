import {
  type Clock,
  type ConfigEntry,
  NotFoundError,
  PermissionDeniedError,
  UnauthenticatedError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { CredentialVendor } from '@leasehold/vending';
import { fromStore, type ServedEntry } from '../encoding/served-entry.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { Place } from '../value-cache/work-under-way.ts';
import { assertMayRead } from './access.ts';
import { type Address, parseAddress } from './address.ts';
import type { Call } from './call.ts';
import { staleInstead } from './stale-value.ts';
import type { StoreRoutes } from './store-routes.ts';
import { openSession } from './tenant-session.ts';

/** Reads one key of the caller's tenant. */
export class GetConfig {
  readonly #cache: ValueCache;
  readonly #vendor: CredentialVendor;
  readonly #stores: StoreRoutes;
  readonly #clock: Clock;

  constructor(cache: ValueCache, vendor: CredentialVendor, stores: StoreRoutes, clock: Clock) {
    this.#cache = cache;
    this.#vendor = vendor;
    this.#stores = stores;
    this.#clock = clock;
  }

  /**
   * Answers at once, without a promise, when the value is in the tenant's cache.
   * @throws InvalidInputError, PermissionDeniedError, NotFoundError, and what the vendor and the store throw.
   */
  execute(
    caller: VerifiedTenant,
    request: { readonly service: string; readonly key: string },
    call: Call,
  ): ServedEntry | Promise<ServedEntry> {
    const address = parseAddress(request.service, request.key);
    assertMayRead(caller, address.service);
    const now = this.#clock.now();
    const cached = this.#cache.lookup(caller.tenant, address.cacheKey, now);
    if (cached === undefined) return call.follow(() => this.#fromStoreOrStale(caller, address, call));
    if (cached.encoded === null) throw nothingStored();
    return { encoded: cached.encoded, source: 'cache', ageMs: Math.max(now - cached.loadedAt, 0) };
  }

  async #fromStoreOrStale(caller: VerifiedTenant, address: Address, call: Call): Promise<ServedEntry> {
    try {
      return await this.#fromStore(caller, address, call);
    } catch (failure) {
      const stale = staleInstead(this.#cache, caller.tenant, address.cacheKey, this.#clock.now(), failure);
      if (stale === undefined) throw failure;
      return stale;
    }
  }

  async #fromStore(caller: VerifiedTenant, address: Address, call: Call): Promise<ServedEntry> {
    const place: Place = { tenant: caller.tenant, key: address.cacheKey, tag: address.key.tag };
    const read = (wanted: () => boolean): Promise<ConfigEntry | null> => this.#read(caller, address, call, wanted);
    const { joined, result } = this.#cache.load(place, call, read);
    const encoded = await result.catch((error: unknown) => {
      // A shared load runs on its first caller's token: what AWS held against that one says nothing about this caller.
      if (!joined || !isAboutItsCaller(error)) throw error;
      return this.#cache.loadAlone(place, () => read(() => call.isWanted()));
    });
    if (encoded === null) throw nothingStored();
    return fromStore(encoded);
  }

  async #read(
    caller: VerifiedTenant,
    address: Address,
    call: Call,
    wanted: () => boolean,
  ): Promise<ConfigEntry | null> {
    const credentials = await openSession(this.#vendor, caller, 'read', address.service, call);
    if (!wanted()) throw new AbandonedError();
    return this.#stores.storeFor(address.key.tag).get(credentials, address.service, address.key.name);
  }
}

function isAboutItsCaller(error: unknown): boolean {
  return (
    error instanceof UnauthenticatedError || error instanceof PermissionDeniedError || error instanceof AbandonedError
  );
}

function nothingStored(): NotFoundError {
  return new NotFoundError('nothing is stored under this key');
}

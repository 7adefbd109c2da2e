import {
  type Clock,
  type ConfigEntry,
  type ConfigName,
  type ConfigTag,
  configTags,
  InvalidInputError,
  type LeaseholdError,
  NotFoundError,
  ResourceExhaustedError,
  type ServiceName,
  UnauthenticatedError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { CredentialVendor } from '@leasehold/vending';
import { fromStore, type ServedEntry } from '../encoding/served-entry.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import { maxReads, tooLate, type ValueCache } from '../value-cache/value-cache.ts';
import type { OpenLoad } from '../value-cache/work-under-way.ts';
import { assertMayRead } from './access.ts';
import { type Address, parseAddress, parseService } from './address.ts';
import type { Call } from './call.ts';
import { staleInstead } from './stale-value.ts';
import type { StoreRoutes } from './store-routes.ts';
import { openSession } from './tenant-session.ts';

/** One key's outcome: an entry, or why there is none. Anything but a LeaseholdError is for the log, not the wire. */
export type BatchOutcome = ServedEntry | Error;

const maxBatchKeys = 100;

/** Reads up to 100 keys of one service: from the cache what it has, and the rest with one call a store. */
export class BatchGetConfigs {
  readonly #cache: ValueCache;
  readonly #vendor: CredentialVendor;
  readonly #stores: StoreRoutes;
  readonly #clock: Clock;
  readonly #maxReplyBytes: number;

  constructor(cache: ValueCache, vendor: CredentialVendor, stores: StoreRoutes, clock: Clock, maxReplyBytes: number) {
    this.#cache = cache;
    this.#vendor = vendor;
    this.#stores = stores;
    this.#clock = clock;
    this.#maxReplyBytes = maxReplyBytes;
  }

  /**
   * Answers one outcome a key, in the request's order. Entries beyond the reply's byte bound are answered with
   * ResourceExhaustedError, to be asked for again.
   * @throws InvalidInputError, PermissionDeniedError for the batch as a whole.
   */
  async execute(
    caller: VerifiedTenant,
    request: { readonly service: string; readonly keys: readonly string[] },
    call: Call,
  ): Promise<readonly BatchOutcome[]> {
    const service = parseService(request.service);
    const addresses = parseKeys(request);
    assertMayRead(caller, service);
    let outcomes: ReadonlyMap<Address, BatchOutcome> = new Map();
    for (let reads = 0; reads < maxReads; reads += 1) {
      // What one key came to may be outrun while another one's store is slow: the reply is looked at as a whole, like a page.
      const reply = this.#cache.beginListing(caller.tenant);
      let isLate = false;
      try {
        outcomes = await this.#outcomes(caller, service, addresses, call);
      } finally {
        isLate = this.#cache.endListing(reply, versionsOf(outcomes));
      }
      if (!isLate) break;
      outcomes = new Map(addresses.map((address) => [address, tooLate()]));
    }
    return this.#bounded(addresses.map((address) => outcomes.get(address) ?? nothingStored()));
  }

  /** Each key's outcome as it was found, none where nothing is stored. */
  async #outcomes(
    caller: VerifiedTenant,
    service: ServiceName | null,
    addresses: readonly Address[],
    call: Call,
  ): Promise<ReadonlyMap<Address, BatchOutcome>> {
    const outcomes = new Map<Address, BatchOutcome>();
    const missing = this.#fromCache(caller, addresses, outcomes);
    let outrun = missing;
    for (let reads = 0; reads < maxReads && outrun.length > 0; reads += 1) {
      const asked = outrun;
      const read = await Promise.all(
        configTags.map((tag) => this.#fromStore(caller, service, tag, asked, outcomes, call)),
      );
      for (const { failure } of read) if (isAboutTheCall(failure)) throw failure;
      outrun = read.flatMap((each) => each.outrun);
    }
    for (const address of outrun) outcomes.set(address, tooLate());
    this.#staleInstead(caller, missing, outcomes);
    return outcomes;
  }

  #fromCache(
    caller: VerifiedTenant,
    addresses: readonly Address[],
    outcomes: Map<Address, BatchOutcome>,
  ): readonly Address[] {
    const now = this.#clock.now();
    return addresses.filter((address) => {
      const cached = this.#cache.lookup(caller.tenant, address.cacheKey, now);
      if (cached === undefined) return true;
      const { encoded, loadedAt } = cached;
      const ageMs = Math.max(now - loadedAt, 0);
      outcomes.set(address, encoded === null ? nothingStored() : { encoded, source: 'cache', ageMs });
      return false;
    });
  }

  /** What is served of memory past its time, where its store could not be asked. */
  #staleInstead(caller: VerifiedTenant, missing: readonly Address[], outcomes: Map<Address, BatchOutcome>): void {
    const now = this.#clock.now();
    for (const address of missing) {
      const stale = staleInstead(this.#cache, caller.tenant, address.cacheKey, now, outcomes.get(address));
      if (stale !== undefined) outcomes.set(address, stale);
    }
  }

  /**
   * Reads what is missing of one store; a failure of that store is each of its keys' outcome. Keys whose answer is older than
   * what this instance has given out have none yet.
   */
  async #fromStore(
    caller: VerifiedTenant,
    service: ServiceName | null,
    tag: ConfigTag,
    missing: readonly Address[],
    outcomes: Map<Address, BatchOutcome>,
    call: Call,
  ): Promise<{ readonly failure?: Error; readonly outrun: readonly Address[] }> {
    const wanted = missing.filter((address) => address.key.tag === tag);
    if (wanted.length === 0) return { outrun: [] };
    const loads = new Map<Address, OpenLoad>();
    for (const address of wanted) {
      loads.set(address, this.#cache.beginLoad({ tenant: caller.tenant, key: address.cacheKey, tag }));
    }
    let found: ReadonlyMap<ConfigName, ConfigEntry | null | LeaseholdError> = new Map();
    let failure: Error | undefined;
    try {
      const credentials = await openSession(this.#vendor, caller, 'read', service, call);
      if (!call.isWanted()) throw new AbandonedError();
      const names = wanted.map((address) => address.key.name);
      found = await this.#stores.storeFor(tag).getMany(credentials, service, names);
    } catch (error) {
      failure = error instanceof Error ? error : new Error('a store threw something that is no error');
    }
    const late: Address[] = [];
    for (const [address, load] of loads) {
      const entry = failure ?? found.get(address.key.name) ?? leftOut(found, address.key.name);
      if (entry instanceof Error) {
        this.#cache.endLoad(load, undefined);
        outcomes.set(address, entry);
      } else {
        const { encoded, outrun } = this.#cache.endLoad(load, entry);
        if (outrun) late.push(address);
        else outcomes.set(address, encoded === null ? nothingStored() : fromStore(encoded));
      }
    }
    return { ...(failure === undefined ? {} : { failure }), outrun: late };
  }

  #bounded(outcomes: readonly BatchOutcome[]): readonly BatchOutcome[] {
    let room = this.#maxReplyBytes;
    return outcomes.map((outcome) => {
      if (outcome instanceof Error) return outcome;
      room -= outcome.encoded.bytes.length;
      return room >= 0 ? outcome : new ResourceExhaustedError('this reply is full; ask for this key again', 0);
    });
  }
}

function parseKeys(request: { readonly service: string; readonly keys: readonly string[] }): readonly Address[] {
  const { keys } = request;
  if (keys.length < 1 || keys.length > maxBatchKeys) {
    throw new InvalidInputError('keys', `1-${maxBatchKeys} keys; this request has ${keys.length}`);
  }
  const seen = new Set<string>();
  return keys.map((key, index) => {
    const field = `keys[${index}]`;
    const address = parseAddress(request.service, key, field);
    if (seen.has(key)) throw new InvalidInputError(field, 'each key at most once in a batch');
    seen.add(key);
    return address;
  });
}

/** The versions to be told, by the cache's key; 0 for nothing stored. */
function versionsOf(outcomes: ReadonlyMap<Address, BatchOutcome>): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  for (const [{ cacheKey }, outcome] of outcomes) {
    if (!(outcome instanceof Error)) versions.set(cacheKey, outcome.encoded.version);
    else if (outcome instanceof NotFoundError) versions.set(cacheKey, 0);
  }
  return versions;
}

/** Such a failure is no key's: the token is not good any more, or nobody waits. */
function isAboutTheCall(failure: Error | undefined): boolean {
  return failure instanceof UnauthenticatedError || failure instanceof AbandonedError;
}

/** "Nothing stored" is an answer the store must give; a name it forgot is not that answer. */
function leftOut(found: ReadonlyMap<ConfigName, unknown>, name: ConfigName): Error | null {
  return found.has(name) ? null : new Error('the store left a key of the batch unanswered');
}

function nothingStored(): NotFoundError {
  return new NotFoundError('nothing is stored under this key');
}

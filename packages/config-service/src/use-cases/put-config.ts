import {
  InvalidInputError,
  maxValueBytes,
  parseContentType,
  type Sensitivity,
  type VerifiedTenant,
  VersionConflictError,
} from '@leasehold/domain';
import type { CredentialVendor } from '@leasehold/vending';
import { type EncodedEntry, encodeEntry } from '../encoding/encoded-entry.ts';
import { fromStore, type ServedEntry } from '../encoding/served-entry.ts';
import type { KeyChanges } from '../freshness/key-changes.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import { assertMayWrite } from './access.ts';
import { type Address, parseAddress } from './address.ts';
import type { Call } from './call.ts';
import { parseExpectedVersion } from './expected-version.ts';
import type { StoreRoutes } from './store-routes.ts';
import { openSession } from './tenant-session.ts';

/** What a caller asks to store, unchecked. */
export interface PutRequest {
  readonly service: string;
  readonly key: string;
  readonly value: string;
  readonly contentType: string;
  readonly expectedVersion: bigint;
  readonly sensitivity: Sensitivity;
}

/** Stores one value if the key's current version is the expected one. */
export class PutConfig {
  readonly #cache: ValueCache;
  readonly #vendor: CredentialVendor;
  readonly #stores: StoreRoutes;
  readonly #changes: Pick<KeyChanges, 'changed'>;

  constructor(cache: ValueCache, vendor: CredentialVendor, stores: StoreRoutes, changes: Pick<KeyChanges, 'changed'>) {
    this.#cache = cache;
    this.#vendor = vendor;
    this.#stores = stores;
    this.#changes = changes;
  }

  /**
   * Answers what was stored, a sensitive value left out; from then on this instance serves it. A write that has begun
   * is not stopped by its caller's leaving.
   * @throws InvalidInputError, PermissionDeniedError, VersionConflictError, and what the vendor and the store throw.
   */
  async execute(caller: VerifiedTenant, request: PutRequest, call: Call): Promise<ServedEntry> {
    const address = parseAddress(request.service, request.key);
    assertMayWrite(caller, address.service);
    const contentType = parseContentType(request.contentType);
    const expectedVersion = parseExpectedVersion(request.expectedVersion, 0);
    assertStorableValue(address, request);
    const credentials = await openSession(this.#vendor, caller, 'write', address.service, call);
    if (!call.isWanted()) throw new AbandonedError();
    const { tag, name } = address.key;
    const write = this.#cache.beginWrite({ tenant: caller.tenant, key: address.cacheKey, tag });
    let stored: EncodedEntry | number | undefined;
    try {
      const { value, sensitivity } = request;
      const entry = await this.#stores.storeFor(tag).put(credentials, address.service, name, {
        value,
        contentType,
        sensitivity,
        expectedVersion,
        author: caller.subject,
      });
      const encoded = encodeEntry(entry.sensitivity === 'sensitive' ? { ...entry, value: null } : entry);
      stored = encoded;
      return fromStore(encoded);
    } catch (error) {
      // Its caller is told what the current version is, so nobody may be given an older one.
      if (error instanceof VersionConflictError) stored = error.currentVersion;
      throw error;
    } finally {
      this.#cache.endWrite(write, stored);
      // Also of one that failed: whoever watches the key is owed what came of it, and a refusal tells of another's write.
      this.#changes.changed(caller.tenant, address.service, address.key, 'write');
    }
  }
}

function assertStorableValue(address: Address, request: PutRequest): void {
  const { tag } = address.key;
  if (request.sensitivity === 'sensitive' && tag === 'tenant_config') {
    throw new InvalidInputError('sensitivity', 'tenant_config_ keys hold no secrets; use a param_config_ key');
  }
  const bytes = Buffer.byteLength(request.value, 'utf8');
  if (bytes > maxValueBytes[tag]) {
    throw new InvalidInputError('value', `${bytes} bytes; ${tag}_ values are at most ${maxValueBytes[tag]} bytes`);
  }
}

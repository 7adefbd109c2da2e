import { type VerifiedTenant, VersionConflictError } from '@leasehold/domain';
import type { CredentialVendor } from '@leasehold/vending';
import type { KeyChanges } from '../freshness/key-changes.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import { assertMayWrite } from './access.ts';
import { parseAddress } from './address.ts';
import type { Call } from './call.ts';
import { parseExpectedVersion } from './expected-version.ts';
import type { StoreRoutes } from './store-routes.ts';
import { openSession } from './tenant-session.ts';

/** Removes one key if its current version is the expected one. */
export class DeleteConfig {
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
   * Answers the version of the deletion itself.
   * @throws InvalidInputError, PermissionDeniedError, NotFoundError, VersionConflictError, and what the vendor and the
   * store throw.
   */
  async execute(
    caller: VerifiedTenant,
    request: { readonly service: string; readonly key: string; readonly expectedVersion: bigint },
    call: Call,
  ): Promise<number> {
    const address = parseAddress(request.service, request.key);
    assertMayWrite(caller, address.service);
    const expectedVersion = parseExpectedVersion(request.expectedVersion, 1);
    const credentials = await openSession(this.#vendor, caller, 'write', address.service, call);
    if (!call.isWanted()) throw new AbandonedError();
    const { tag, name } = address.key;
    const write = this.#cache.beginWrite({ tenant: caller.tenant, key: address.cacheKey, tag });
    let version: number | undefined;
    try {
      version = await this.#stores
        .storeFor(tag)
        .delete(credentials, address.service, name, { expectedVersion, author: caller.subject });
      return version;
    } catch (error) {
      if (error instanceof VersionConflictError) version = error.currentVersion;
      throw error;
    } finally {
      this.#cache.endWrite(write, version);
      // Also of one that failed: whoever watches the key is owed what came of it, and a refusal tells of another's write.
      this.#changes.changed(caller.tenant, address.service, address.key, 'write');
    }
  }
}

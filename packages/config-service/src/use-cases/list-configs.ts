import {
  type ConfigTag,
  InvalidInputError,
  type ServiceName,
  type TenantCredentials,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { Page, PageRequest } from '@leasehold/storage';
import type { CredentialVendor } from '@leasehold/vending';
import { encodeEntry } from '../encoding/encoded-entry.ts';
import { fromStore, type ServedEntry } from '../encoding/served-entry.ts';
import { AbandonedError } from '../value-cache/single-flight.ts';
import { maxReads, tooLate, type ValueCache } from '../value-cache/value-cache.ts';
import { assertMayRead } from './access.ts';
import { assertStorable, cacheKeyOf, parseService } from './address.ts';
import type { Call } from './call.ts';
import type { StoreRoutes } from './store-routes.ts';
import { openSession } from './tenant-session.ts';

/** What a caller asks to list, unchecked. */
export interface ListRequest {
  readonly service: string;
  /** `null` when the request named no store. */
  readonly tag: ConfigTag | null;
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface ListedPage {
  readonly entries: readonly ServedEntry[];
  readonly next: string | null;
}

const defaultPageSize = 50;
const maxPageSize = 100;
const maxPageTokenLength = 4096;

/** Lists one service's entries of one store. Always asks the store: a page is never cached, but older values of its keys are forgotten. */
export class ListConfigs {
  readonly #cache: ValueCache;
  readonly #vendor: CredentialVendor;
  readonly #stores: StoreRoutes;

  constructor(cache: ValueCache, vendor: CredentialVendor, stores: StoreRoutes) {
    this.#cache = cache;
    this.#vendor = vendor;
    this.#stores = stores;
  }

  /**
   * Sensitive values are left out, whatever the store answered.
   * @throws InvalidInputError, PermissionDeniedError, and what the vendor and the store throw.
   */
  async execute(caller: VerifiedTenant, request: ListRequest, call: Call): Promise<ListedPage> {
    const service = parseService(request.service);
    const { tag } = request;
    if (tag === null) {
      throw new InvalidInputError('tag', 'STORE_TAG_TENANT_CONFIG or STORE_TAG_PARAM_CONFIG');
    }
    assertStorable(service, tag);
    const limit = parsePageSize(request.pageSize);
    const after = parsePageToken(request.pageToken);
    assertMayRead(caller, service);
    const credentials = await openSession(this.#vendor, caller, 'read', service, call);
    if (!call.isWanted()) throw new AbandonedError();
    const page = await this.#page(credentials, service, tag, { limit, after });
    const entries = page.entries.map((entry) =>
      fromStore(encodeEntry(entry.sensitivity === 'sensitive' ? { ...entry, value: null } : entry)),
    );
    return { entries, next: page.next };
  }

  /** Reads the page again while it has a version older than one that this instance has given out. */
  async #page(
    credentials: TenantCredentials,
    service: ServiceName | null,
    tag: ConfigTag,
    request: PageRequest,
  ): Promise<Page> {
    for (let reads = 0; reads < maxReads; reads += 1) {
      const listing = this.#cache.beginListing(credentials.tenant);
      let page: Page | undefined;
      let outrun = false;
      try {
        page = await this.#stores.storeFor(tag).list(credentials, service, request);
      } finally {
        const versions = (page?.entries ?? []).map(
          (entry) => [cacheKeyOf(entry.service, entry.key), entry.version] as const,
        );
        outrun = this.#cache.endListing(listing, new Map(versions));
      }
      if (!outrun) return page;
    }
    throw tooLate();
  }
}

function parsePageSize(size: number): number {
  if (size === 0) return defaultPageSize;
  if (size < 0 || size > maxPageSize) throw new InvalidInputError('page_size', `from 0 (meaning 50) to ${maxPageSize}`);
  return size;
}

function parsePageToken(token: string): string | null {
  if (token.length > maxPageTokenLength) {
    throw new InvalidInputError('page_token', "the previous page's next_page_token, unchanged");
  }
  return token === '' ? null : token;
}

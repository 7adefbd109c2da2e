import type { ConfigName, ServiceName, TenantCredentials } from '@leasehold/domain';
import type { Page, PageRequest } from '../config-store.ts';
import type { BatchRead } from '../dynamodb/batch-read.ts';
import type { StoreNames } from '../names/store-names.ts';
import { companionOf } from './companion.ts';
import { awsTokenIn, type ParameterPages, pageTokenFor } from './parameter-pages.ts';
import { parameterEntry, type StoredParameter } from './stored-parameter.ts';

/** Pages may be empty and not the last, so calls are bounded, not only entries. */
const maxCalls = 15;

/** Lists a service's parameters. Never asks for decryption, and leaves out what a SecureString holds. */
export class ParameterListing {
  readonly #pages: ParameterPages;
  readonly #names: StoreNames;
  readonly #batch: BatchRead;

  constructor(pages: ParameterPages, names: StoreNames, batch: BatchRead) {
    this.#pages = pages;
    this.#names = names;
    this.#batch = batch;
  }

  /**
   * A page may be short, or empty, and still not be the last. Its token is AWS's own; the path is always the session's.
   * @throws InvalidInputError for a page token AWS did not give for this listing.
   */
  async page(credentials: TenantCredentials, service: ServiceName, request: PageRequest): Promise<Page> {
    let token = awsTokenIn(request.after);
    const found = new Map<ConfigName, StoredParameter>();
    for (let call = 1; call <= maxCalls; call += 1) {
      const page = await this.#pages.page(credentials, service, request.limit - found.size, token);
      for (const [name, parameter] of page.parameters) found.set(name, parameter);
      token = page.next;
      if (token === undefined || found.size >= request.limit) break;
    }
    const sortKeys = [...found.keys()].map((name) => this.#names.parameterSortKey(name));
    const pk = this.#names.leadingKey(credentials.tenant, service);
    const { items, failures } = await this.#batch.read(credentials, pk, sortKeys);
    for (const failure of failures.values()) throw failure;
    const entries = [...found].map(([name, parameter]) => {
      const companion = companionOf(items.get(this.#names.parameterSortKey(name)));
      return parameterEntry(service, name, parameter, companion, 'without sensitive value');
    });
    return { entries, next: pageTokenFor(token) };
  }
}

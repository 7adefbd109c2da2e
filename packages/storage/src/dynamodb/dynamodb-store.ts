import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type Clock,
  type ConfigEntry,
  type ConfigName,
  InvalidInputError,
  type LeaseholdError,
  maxValueBytes,
  NotFoundError,
  type ServiceName,
  type TenantCredentials,
  UnavailableError,
  VersionConflictError,
} from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Backoff } from '../aws/backoff.ts';
import { outcomeIsUnknown } from '../aws/domain-error.ts';
import type { ConfigRemoval, ConfigStore, ConfigWrite, Page, PageRequest, VersionPage } from '../config-store.ts';
import type { StoreNames } from '../names/store-names.ts';
import { BatchRead } from './batch-read.ts';
import { entryOf, type Item, type ItemVersion, isTombstone, itemKey, versionOf } from './config-item.ts';
import { ConfigListing } from './config-listing.ts';
import { ConfigTransaction, type Precondition, type WriteOutcome } from './config-transaction.ts';
import { ConfigVersions } from './config-versions.ts';

export interface DynamoDbStoreParts {
  /** From `dynamoDbClient`: one that signs for the tenant session. */
  readonly client: DynamoDBClient;
  readonly calls: AwsCalls;
  readonly table: string;
  readonly names: StoreNames;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Answers a token no other transaction has, 1-36 characters. */
  readonly newRequestToken: () => string;
}

/**
 * `tenant_config_` keys: one item a key in the tenant's partition, and one history item a version. Every read is strongly
 * consistent: a caller reads what it wrote, and a cache is not filled with what was already replaced.
 */
export class DynamoDbStore implements ConfigStore {
  readonly tag = 'tenant_config';
  readonly #parts: DynamoDbStoreParts;
  readonly #batch: BatchRead;
  readonly #listing: ConfigListing;
  readonly #versions: ConfigVersions;
  readonly #transaction: ConfigTransaction;

  constructor(parts: DynamoDbStoreParts) {
    const { client, calls, table, names, backoff, newRequestToken } = parts;
    this.#parts = parts;
    this.#batch = new BatchRead(client, calls, table, backoff);
    this.#listing = new ConfigListing(client, calls, table, names);
    this.#versions = new ConfigVersions(client, calls, table, names);
    this.#transaction = new ConfigTransaction(client, calls, table, backoff, newRequestToken);
  }

  async get(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
  ): Promise<ConfigEntry | null> {
    const { client, calls, names, table } = this.#parts;
    const command = new GetItemCommand({
      TableName: table,
      Key: itemKey(names.leadingKey(credentials.tenant, service), names.configSortKey(name)),
      ConsistentRead: true,
    });
    const { Item } = await calls.run(credentials, 'dynamodb', 'GetItem', () => client.send(command));
    return Item === undefined ? null : entryOf(Item, service, name);
  }

  async getMany(
    credentials: TenantCredentials,
    service: ServiceName | null,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, ConfigEntry | null | LeaseholdError>> {
    if (names.length === 0) return new Map();
    const pk = this.#parts.names.leadingKey(credentials.tenant, service);
    const sortKeys = new Map(names.map((name) => [name, this.#parts.names.configSortKey(name)]));
    const { items, failures } = await this.#batch.read(credentials, pk, [...sortKeys.values()]);
    const found = new Map<ConfigName, ConfigEntry | null | LeaseholdError>();
    for (const [name, sk] of sortKeys) {
      const item = items.get(sk);
      found.set(name, item === undefined ? (failures.get(sk) ?? null) : entryOf(item, service, name));
    }
    return found;
  }

  list(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<Page> {
    return this.#listing.page(credentials, service, page);
  }

  versions(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<VersionPage> {
    return this.#versions.page(credentials, service, page);
  }

  async put(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    write: ConfigWrite,
  ): Promise<ConfigEntry> {
    assertStorable(write);
    const { value, contentType, author, expectedVersion } = write;
    const modifiedAt = this.#parts.clock.now();
    const content = { value, contentType };
    const versionAbove = (version: number): ItemVersion => ({ version: version + 1, modifiedAt, author, content });
    let written = versionAbove(expectedVersion);
    const precondition = expectedVersion === 0 ? 'absent' : { live: expectedVersion };
    let outcome = await this.#write(credentials, service, name, written, precondition);
    if (!outcome.written && expectedVersion === 0 && outcome.held !== null && isTombstone(outcome.held)) {
      // Versions never go back: what is created after a deletion continues above the tombstone.
      const tombstone = versionOf(outcome.held);
      written = versionAbove(tombstone);
      outcome = await this.#write(credentials, service, name, written, { tombstone });
    }
    if (!outcome.written) throw new VersionConflictError(liveVersion(outcome.held));
    return {
      service,
      key: { tag: this.tag, name },
      value,
      contentType,
      version: written.version,
      lastModifiedAt: modifiedAt,
      author,
      sensitivity: 'normal',
    };
  }

  async delete(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    removal: ConfigRemoval,
  ): Promise<number> {
    const { author, expectedVersion } = removal;
    const version = expectedVersion + 1;
    const tombstone: ItemVersion = { version, modifiedAt: this.#parts.clock.now(), author, content: 'deleted' };
    const outcome = await this.#write(credentials, service, name, tombstone, { live: expectedVersion });
    if (outcome.written) return version;
    const current = liveVersion(outcome.held);
    if (current === 0) throw new NotFoundError('nothing is stored under this key');
    throw new VersionConflictError(current);
  }

  async #write(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    version: ItemVersion,
    precondition: Precondition,
  ): Promise<WriteOutcome> {
    const { names } = this.#parts;
    const pk = names.leadingKey(credentials.tenant, service);
    const current = itemKey(pk, names.configSortKey(name));
    const history = itemKey(pk, names.historySortKey(name, version.version));
    try {
      return await this.#transaction.write(credentials, current, history, version, precondition);
    } catch (failure) {
      if (!outcomeIsUnknown(failure)) throw failure;
      throw new UnavailableError(
        'AWS did not answer this write, so it may or may not have been done (whole, never half); read the key before trying again',
        1000,
        { cause: failure },
      );
    }
  }
}

/** The version a caller can see: 0 when nothing is stored or it was deleted. */
function liveVersion(held: Item | null): number {
  return held === null || isTombstone(held) ? 0 : versionOf(held);
}

function assertStorable(write: ConfigWrite): void {
  if (write.sensitivity === 'sensitive') {
    throw new InvalidInputError('sensitivity', 'tenant_config_ keys hold no secrets; use a param_config_ key');
  }
  const bytes = Buffer.byteLength(write.value, 'utf8');
  if (bytes > maxValueBytes.tenant_config) {
    throw new InvalidInputError('value', `${bytes} bytes; tenant_config_ values are at most 262144 bytes`);
  }
}

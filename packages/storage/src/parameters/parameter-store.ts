import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Clock, ConfigEntry, ConfigName, LeaseholdError, ServiceName, TenantCredentials } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Backoff } from '../aws/backoff.ts';
import type { ConfigRemoval, ConfigStore, ConfigWrite, Page, PageRequest, VersionPage } from '../config-store.ts';
import { BatchRead } from '../dynamodb/batch-read.ts';
import type { StoreNames } from '../names/store-names.ts';
import { CompanionRead } from './companion-read.ts';
import { Companions } from './companions.ts';
import { LockedParameter } from './locked-parameter.ts';
import { ParameterEntries } from './parameter-entries.ts';
import { assertStorableParameter, ownedService } from './parameter-input.ts';
import { ParameterListing } from './parameter-listing.ts';
import { ParameterPages } from './parameter-pages.ts';
import { ParameterReads } from './parameter-reads.ts';
import { ParameterVersions } from './parameter-versions.ts';
import { ParameterWrites } from './parameter-writes.ts';

export interface ParameterStoreParts {
  /** From `ssmClient`: one that signs for the tenant session. */
  readonly ssm: SSMClient;
  /** From `dynamoDbClient`; holds what Parameter Store cannot. */
  readonly dynamoDb: DynamoDBClient;
  readonly calls: AwsCalls;
  readonly table: string;
  /** Key id of the customer-managed key that encrypts SecureStrings. */
  readonly keyId: string;
  readonly names: StoreNames;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Answers an owner for each lock that no other lock has. */
  readonly newLockOwner: () => string;
}

/**
 * `param_config_` keys: one parameter a key below the service's path, SecureString when sensitive, and a companion item
 * with what Parameter Store cannot hold: author, content type, what versions count from, and the lock that makes a
 * compare-and-set of a plain put. Shared configuration (no service) is refused.
 */
export class ParameterStore implements ConfigStore {
  readonly tag = 'param_config';
  readonly #entries: ParameterEntries;
  readonly #listing: ParameterListing;
  readonly #versions: ParameterVersions;
  readonly #locked: LockedParameter;

  constructor(parts: ParameterStoreParts) {
    const { ssm, dynamoDb, calls, table, names, clock, backoff } = parts;
    const reads = new ParameterReads(ssm, calls, names);
    const batch = new BatchRead(dynamoDb, calls, table, backoff);
    const companions = new Companions(dynamoDb, calls, table, names, clock, backoff);
    const writes = new ParameterWrites(ssm, calls, names, reads, parts.keyId, clock);
    this.#entries = new ParameterEntries(reads, new CompanionRead(dynamoDb, calls, table, names), batch, names);
    const pages = new ParameterPages(ssm, calls, names);
    this.#listing = new ParameterListing(pages, names, batch);
    this.#versions = new ParameterVersions(pages, names, batch);
    this.#locked = new LockedParameter(companions, reads, writes, clock, parts.newLockOwner);
  }

  async get(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
  ): Promise<ConfigEntry | null> {
    return this.#entries.one(credentials, ownedService(service), name);
  }

  async getMany(
    credentials: TenantCredentials,
    service: ServiceName | null,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, ConfigEntry | null | LeaseholdError>> {
    return this.#entries.many(credentials, ownedService(service), names);
  }

  async list(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<Page> {
    return this.#listing.page(credentials, ownedService(service), page);
  }

  async versions(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<VersionPage> {
    return this.#versions.page(credentials, ownedService(service), page);
  }

  async put(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    write: ConfigWrite,
  ): Promise<ConfigEntry> {
    const address = { credentials, service: ownedService(service), name };
    assertStorableParameter(write);
    return this.#locked.put(address, write);
  }

  async delete(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    removal: ConfigRemoval,
  ): Promise<number> {
    return this.#locked.delete({ credentials, service: ownedService(service), name }, removal);
  }
}

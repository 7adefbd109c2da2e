import type {
  ConfigEntry,
  ConfigName,
  ConfigTag,
  LeaseholdError,
  Sensitivity,
  ServiceName,
  TenantCredentials,
} from '@leasehold/domain';

/**
 * One kind of storage behind a key tag. The tenant is the credentials' own: no method takes another one. Every method
 * throws IsolationRefusedError when AWS denies the call, and UnavailableError when AWS throttles or fails.
 */
export interface ConfigStore {
  readonly tag: ConfigTag;
  /** `null` when nothing is stored. */
  get(credentials: TenantCredentials, service: ServiceName | null, name: ConfigName): Promise<ConfigEntry | null>;
  /** Each name's entry, `null` when nothing is stored, or why it could not be read. Names are distinct, at most 100. */
  getMany(
    credentials: TenantCredentials,
    service: ServiceName | null,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, ConfigEntry | null | LeaseholdError>>;
  /** Entries by name, sensitive values left out. `after` is a previous page's `next`. */
  list(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<Page>;
  /** The version of every key there is, values left at AWS: for comparing with what is remembered. As {@link list} otherwise. */
  versions(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<VersionPage>;
  /** @throws VersionConflictError, InvalidInputError (value too large, sensitivity not possible here). */
  put(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    write: ConfigWrite,
  ): Promise<ConfigEntry>;
  /** Answers the version of the deletion. @throws VersionConflictError, NotFoundError. */
  delete(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    removal: ConfigRemoval,
  ): Promise<number>;
}

export interface ConfigWrite {
  readonly value: string;
  readonly contentType: string;
  readonly sensitivity: Sensitivity;
  /** The version the key must have now; 0 means nothing may be stored. */
  readonly expectedVersion: number;
  readonly author: string;
}

export interface ConfigRemoval {
  /** At least 1. */
  readonly expectedVersion: number;
  readonly author: string;
}

export interface PageRequest {
  /** 1-100. */
  readonly limit: number;
  /** Opaque, from {@link Page.next} of the same listing; `null` for the first page. Never names a tenant. */
  readonly after: string | null;
}

export interface Page {
  readonly entries: readonly ConfigEntry[];
  readonly next: string | null;
}

/** May be short, or empty, and still not the last. A key that was deleted is not there. */
export interface VersionPage {
  readonly versions: ReadonlyMap<ConfigName, number>;
  readonly next: string | null;
}

import {
  type ConfigEntry,
  type ConfigName,
  type ConfigTag,
  type LeaseholdError,
  NotFoundError,
  type ServiceName,
  type TenantCredentials,
  VersionConflictError,
} from '@leasehold/domain';
import type { ConfigRemoval, ConfigStore, ConfigWrite, Page, PageRequest, VersionPage } from '@leasehold/storage';

/** A store in memory, in which the credentials' tenant is all there is of a tenant, and which a test can hold up. */
export class MemoryStore implements ConfigStore {
  readonly tag: ConfigTag;
  readonly calls: string[] = [];
  /** Runs before each operation takes effect; may throw or wait. */
  before: (operation: string) => void | Promise<void> = () => undefined;
  /** Runs after an operation has taken effect and before it is answered. */
  after: (operation: string) => void | Promise<void> = () => undefined;
  readonly #entries = new Map<string, ConfigEntry>();
  /** The version that each key had last, deletions included: versions never go back. */
  readonly #last = new Map<string, number>();

  constructor(tag: ConfigTag) {
    this.tag = tag;
  }

  async get(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
  ): Promise<ConfigEntry | null> {
    return this.#operation('get', () => this.#entries.get(place(credentials, service, name)) ?? null);
  }

  async getMany(
    credentials: TenantCredentials,
    service: ServiceName | null,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, ConfigEntry | null | LeaseholdError>> {
    return this.#operation(
      'getMany',
      () => new Map(names.map((name) => [name, this.#entries.get(place(credentials, service, name)) ?? null])),
    );
  }

  async list(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<Page> {
    return this.#operation('list', () => {
      const prefix = `${credentials.tenant}/${service ?? ''}/`;
      const found = [...this.#entries].filter(([key]) => key.startsWith(prefix)).map(([, entry]) => entry);
      const names = found.sort((one, other) => (one.key.name < other.key.name ? -1 : 1));
      const start = page.after === null ? 0 : Number(page.after);
      const end = start + page.limit;
      return { entries: names.slice(start, end), next: end < names.length ? String(end) : null };
    });
  }

  async versions(credentials: TenantCredentials, service: ServiceName | null, page: PageRequest): Promise<VersionPage> {
    return this.#operation('versions', () => {
      const prefix = `${credentials.tenant}/${service ?? ''}/`;
      const found = [...this.#entries]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([one], [other]) => (one < other ? -1 : 1));
      const start = page.after === null ? 0 : Number(page.after);
      const end = start + page.limit;
      const versions = found.slice(start, end).map(([, { key, version }]) => [key.name, version] as const);
      return { versions: new Map(versions), next: end < found.length ? String(end) : null };
    });
  }

  async put(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    write: ConfigWrite,
  ): Promise<ConfigEntry> {
    return this.#operation('put', () => {
      const key = place(credentials, service, name);
      const current = this.#entries.get(key)?.version ?? 0;
      if (current !== write.expectedVersion) throw new VersionConflictError(current);
      const entry: ConfigEntry = {
        service,
        key: { tag: this.tag, name },
        value: write.value,
        contentType: write.contentType,
        version: (this.#last.get(key) ?? 0) + 1,
        lastModifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        author: write.author,
        sensitivity: write.sensitivity,
      };
      this.#entries.set(key, entry);
      this.#last.set(key, entry.version);
      return entry;
    });
  }

  async delete(
    credentials: TenantCredentials,
    service: ServiceName | null,
    name: ConfigName,
    removal: ConfigRemoval,
  ): Promise<number> {
    return this.#operation('delete', () => {
      const key = place(credentials, service, name);
      const current = this.#entries.get(key)?.version;
      if (current === undefined) throw new NotFoundError('nothing is stored under this key');
      if (current !== removal.expectedVersion) throw new VersionConflictError(current);
      this.#entries.delete(key);
      this.#last.set(key, current + 1);
      return current + 1;
    });
  }

  async #operation<T>(operation: string, effect: () => T): Promise<T> {
    this.calls.push(operation);
    await this.before(operation);
    const result = effect();
    await this.after(operation);
    return result;
  }
}

function place(credentials: TenantCredentials, service: ServiceName | null, name: ConfigName): string {
  return `${credentials.tenant}/${service ?? ''}/${name}`;
}

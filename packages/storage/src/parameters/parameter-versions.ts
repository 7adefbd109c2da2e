import { isDeepStrictEqual } from 'node:util';
import { type ConfigName, type ServiceName, type TenantCredentials, UnavailableError } from '@leasehold/domain';
import type { PageRequest, VersionPage } from '../config-store.ts';
import type { BatchRead } from '../dynamodb/batch-read.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type Companion, companionOf } from './companion.ts';
import { awsTokenIn, type ParameterPages, pageTokenFor } from './parameter-pages.ts';
import { countVersion } from './parameter-version.ts';
import type { StoredParameter } from './stored-parameter.ts';

/** How often a page is read while keys on it are being written. */
const maxLooks = 4;

/** Tells which version every parameter of a service has. */
export class ParameterVersions {
  readonly #pages: ParameterPages;
  readonly #names: StoreNames;
  readonly #batch: BatchRead;

  constructor(pages: ParameterPages, names: StoreNames, batch: BatchRead) {
    this.#pages = pages;
    this.#names = names;
    this.#batch = batch;
  }

  /**
   * One GetParametersByPath, so ten versions at most. A page whose companions know of more than its parameters show is read
   * again: a write came in between, and its key would be counted as if it had been deleted.
   * @throws InvalidInputError for a page token AWS did not give for this listing; UnavailableError
   */
  async page(credentials: TenantCredentials, service: ServiceName, request: PageRequest): Promise<VersionPage> {
    const token = awsTokenIn(request.after);
    let earlier: ReadonlyMap<ConfigName, Pair> = new Map();
    for (let look = 1; look <= maxLooks; look += 1) {
      const { parameters, next } = await this.#pages.page(credentials, service, request.limit, token);
      const pairs = await this.#pairs(credentials, service, parameters);
      if ([...pairs].every(([name, pair]) => isWhole(pair, earlier.get(name)))) {
        const versions = [...pairs].map(([name, pair]) => [name, versionOf(pair)] as const);
        return { versions: new Map(versions), next: pageTokenFor(next) };
      }
      earlier = pairs;
    }
    throw new UnavailableError('keys are being written over and over; their versions could not be read', 100);
  }

  async #pairs(
    credentials: TenantCredentials,
    service: ServiceName,
    parameters: ReadonlyMap<ConfigName, StoredParameter>,
  ): Promise<ReadonlyMap<ConfigName, Pair>> {
    const sortKeys = [...parameters.keys()].map((name) => this.#names.parameterSortKey(name));
    const pk = this.#names.leadingKey(credentials.tenant, service);
    const { items, failures } = await this.#batch.read(credentials, pk, sortKeys);
    for (const failure of failures.values()) throw failure;
    return new Map(
      [...parameters].map(([name, { version, modifiedAt }]) => {
        const companion = companionOf(items.get(this.#names.parameterSortKey(name)));
        return [name, { version, modifiedAt, companion }];
      }),
    );
  }
}

interface Pair {
  readonly version: number;
  readonly modifiedAt: number;
  readonly companion: Companion;
}

/** One that knows of more is of a later moment, or its parameter was deleted: then a second look finds the same. */
function isWhole(pair: Pair, earlier: Pair | undefined): boolean {
  return pair.companion.parameterVersion <= pair.version || isDeepStrictEqual(pair, earlier);
}

function versionOf({ companion, ...parameter }: Pair): number {
  return countVersion(companion, parameter).version;
}

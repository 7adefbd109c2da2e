import {
  type ConfigEntry,
  type ConfigName,
  LeaseholdError,
  type ServiceName,
  type TenantCredentials,
} from '@leasehold/domain';
import type { BatchRead } from '../dynamodb/batch-read.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type Companion, companionOf } from './companion.ts';
import type { CompanionRead } from './companion-read.ts';
import type { ParameterReads } from './parameter-reads.ts';
import { countVersion } from './parameter-version.ts';
import { parameterEntry, type StoredParameter } from './stored-parameter.ts';

/** A parameter and its companion, each as it was read. */
interface Pair {
  readonly parameter: StoredParameter | null | LeaseholdError;
  readonly companion: Companion | null | LeaseholdError;
}

/** What was found of one key: an entry, nothing, or why it could not be read. */
export type Found = ConfigEntry | null | LeaseholdError;

/** Reads parameters together with their companions. */
export class ParameterEntries {
  readonly #reads: ParameterReads;
  readonly #companions: CompanionRead;
  readonly #batch: BatchRead;
  readonly #names: StoreNames;

  constructor(reads: ParameterReads, companions: CompanionRead, batch: BatchRead, names: StoreNames) {
    this.#reads = reads;
    this.#companions = companions;
    this.#batch = batch;
    this.#names = names;
  }

  /** @throws IsolationRefusedError, UnavailableError */
  async one(credentials: TenantCredentials, service: ServiceName, name: ConfigName): Promise<ConfigEntry | null> {
    const read = async (): Promise<Pair> => {
      const [parameter, companion] = await Promise.all([
        this.#reads.one(credentials, service, name, true),
        this.#companions.read(credentials, service, name),
      ]);
      return { parameter, companion };
    };
    const first = await read();
    const found = entryOf(service, name, needsSecondLook(first) ? await read() : first);
    if (found instanceof LeaseholdError) throw found;
    return found;
  }

  /** One answer a name. @throws IsolationRefusedError when AWS refuses to read the companions. */
  async many(
    credentials: TenantCredentials,
    service: ServiceName,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, Found>> {
    const pairs = new Map(await this.#pairs(credentials, service, names));
    const unsettled = names.filter((name) => needsSecondLook(pairs.get(name)));
    for (const [name, pair] of await this.#pairs(credentials, service, unsettled)) pairs.set(name, pair);
    return new Map([...pairs].map(([name, pair]) => [name, entryOf(service, name, pair)]));
  }

  async #pairs(
    credentials: TenantCredentials,
    service: ServiceName,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, Pair>> {
    if (names.length === 0) return new Map();
    const pk = this.#names.leadingKey(credentials.tenant, service);
    const sortKeys = new Map(names.map((name) => [name, this.#names.parameterSortKey(name)]));
    const [parameters, { items, failures }] = await Promise.all([
      this.#reads.many(credentials, service, names),
      this.#batch.read(credentials, pk, [...sortKeys.values()]),
    ]);
    const pairs = new Map<ConfigName, Pair>();
    for (const [name, sk] of sortKeys) {
      const item = items.get(sk);
      const companion = failures.get(sk) ?? (item === undefined ? null : companionOf(item));
      pairs.set(name, { parameter: parameters.get(name) ?? null, companion });
    }
    return pairs;
  }
}

/**
 * The two records are read side by side, so a write in between leaves a pair that never was. It shows as a companion of
 * another version, and is read once more; a parameter written outside Leasehold shows the same and stays so.
 */
function needsSecondLook(pair: Pair | undefined): boolean {
  if (pair === undefined || pair.parameter === null || pair.companion === null) return false;
  if (pair.parameter instanceof LeaseholdError || pair.companion instanceof LeaseholdError) return false;
  return !countVersion(pair.companion, pair.parameter.version).isRecorded;
}

function entryOf(service: ServiceName, name: ConfigName, pair: Pair): Found {
  const { parameter, companion } = pair;
  if (parameter === null || parameter instanceof LeaseholdError) return parameter;
  if (companion instanceof LeaseholdError) return companion;
  return parameterEntry(service, name, parameter, companion ?? companionOf(undefined), 'with sensitive value');
}

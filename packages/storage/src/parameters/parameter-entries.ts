import { isDeepStrictEqual } from 'node:util';
import {
  type ConfigEntry,
  type ConfigName,
  LeaseholdError,
  type ServiceName,
  type TenantCredentials,
  UnavailableError,
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

/** How often the two records of a key are read until they are found to belong together. */
const maxLooks = 4;

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
    let earlier: Pair | undefined;
    for (let look = 1; look <= maxLooks; look += 1) {
      const pair = await read();
      if (wasWhole(pair, earlier)) return foundOrThrown(entryOf(service, name, pair));
      earlier = pair;
    }
    throw keepsChanging();
  }

  /** One answer a name. @throws IsolationRefusedError when AWS refuses to read the companions. */
  async many(
    credentials: TenantCredentials,
    service: ServiceName,
    names: readonly ConfigName[],
  ): Promise<ReadonlyMap<ConfigName, Found>> {
    const answers = new Map<ConfigName, Found>();
    let open = names;
    let earlier: ReadonlyMap<ConfigName, Pair> = new Map();
    for (let look = 1; look <= maxLooks; look += 1) {
      const pairs = await this.#pairs(credentials, service, open);
      for (const [name, pair] of pairs) {
        if (wasWhole(pair, earlier.get(name))) answers.set(name, entryOf(service, name, pair));
      }
      open = open.filter((name) => !answers.has(name));
      earlier = pairs;
    }
    for (const name of open) answers.set(name, keepsChanging());
    return answers;
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
 * The two records are read side by side, so a write in between leaves a pair that never was. A pair was, when the record
 * is of this very version, or when two looks in a row found the same: then neither changed from the end of the first to
 * the beginning of the second. Parameters written outside Leasehold, and writes that stopped half-way, need the two.
 */
function wasWhole(pair: Pair, earlier: Pair | undefined): boolean {
  const { parameter, companion } = pair;
  if (parameter === null || parameter instanceof LeaseholdError || companion instanceof LeaseholdError) return true;
  return (
    countVersion(companion ?? companionOf(undefined), parameter).knownFrom === 'record' ||
    isDeepStrictEqual(pair, earlier)
  );
}

function keepsChanging(): UnavailableError {
  return new UnavailableError('this key is being written over and over; it could not be read in between', 100);
}

function entryOf(service: ServiceName, name: ConfigName, pair: Pair): Found {
  const { parameter, companion } = pair;
  if (parameter === null || parameter instanceof LeaseholdError) return parameter;
  if (companion instanceof LeaseholdError) return companion;
  return parameterEntry(service, name, parameter, companion ?? companionOf(undefined), 'with sensitive value');
}

function foundOrThrown(found: Found): ConfigEntry | null {
  if (found instanceof LeaseholdError) throw found;
  return found;
}

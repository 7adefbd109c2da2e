import {
  type Clock,
  type ConfigEntry,
  LeaseholdError,
  NotFoundError,
  UnavailableError,
  VersionConflictError,
} from '@leasehold/domain';
import type { ConfigRemoval, ConfigWrite } from '../config-store.ts';
import type { Companion, Lock } from './companion.ts';
import type { Companions, ParameterAddress } from './companions.ts';
import type { ParameterReads } from './parameter-reads.ts';
import { type CountedVersion, countVersion } from './parameter-version.ts';
import { type ParameterWrites, typeIsFixed, UnknownOutcomeError } from './parameter-writes.ts';
import type { StoredParameter } from './stored-parameter.ts';

/** A parameter whose lock is held, as it was found. */
interface Held {
  readonly lock: Lock;
  readonly companion: Companion;
  readonly parameter: StoredParameter | null;
  readonly counted: CountedVersion;
}

/**
 * Compare-and-set for Parameter Store: lock, compare, write, record, unlock. Wherever it stops, a value is whole, a
 * version never goes back, and at worst a version's author and content type are unknown; the lock expires by itself.
 */
export class LockedParameter {
  readonly #companions: Companions;
  readonly #reads: ParameterReads;
  readonly #writes: ParameterWrites;
  readonly #clock: Clock;
  readonly #newLockOwner: () => string;

  constructor(
    companions: Companions,
    reads: ParameterReads,
    writes: ParameterWrites,
    clock: Clock,
    newLockOwner: () => string,
  ) {
    this.#companions = companions;
    this.#reads = reads;
    this.#writes = writes;
    this.#clock = clock;
    this.#newLockOwner = newLockOwner;
  }

  /** Answers what was stored, a sensitive value left out. @throws VersionConflictError, InvalidInputError */
  put(address: ParameterAddress, write: ConfigWrite): Promise<ConfigEntry> {
    return this.#whileLocked(address, async (held) => {
      const { counted, parameter, lock } = held;
      if (counted.version !== write.expectedVersion) throw new VersionConflictError(counted.version);
      const isSensitive = write.sensitivity === 'sensitive';
      if (parameter !== null && (parameter.type === 'SecureString') !== isSensitive) throw typeIsFixed();
      await this.#settleBase(address, held);
      const version = await this.#writes.put(address, lock, write, parameter);
      const { author, contentType } = write;
      await this.#record(address, lock, { base: counted.base, version, author, contentType });
      return {
        service: address.service,
        key: { tag: 'param_config', name: address.name },
        value: isSensitive ? null : write.value,
        contentType,
        version: counted.base + version,
        lastModifiedAt: this.#clock.now(),
        author,
        sensitivity: write.sensitivity,
      };
    });
  }

  /** Answers the deletion's version. @throws NotFoundError, VersionConflictError */
  delete(address: ParameterAddress, removal: ConfigRemoval): Promise<number> {
    return this.#whileLocked(address, async (held) => {
      const { counted, parameter, lock, companion } = held;
      if (parameter === null) throw new NotFoundError('nothing is stored under this key');
      if (counted.version !== removal.expectedVersion) throw new VersionConflictError(counted.version);
      if (companion.base !== counted.base || companion.parameterVersion !== parameter.version) {
        // So that the deletion is counted right by all who find the parameter gone, were this to stop right after it.
        const known = { base: counted.base, parameterVersion: parameter.version };
        await this.#companions.update(address, lock.owner, { ...known, record: null, unlock: false });
      }
      await this.#writes.delete(address, lock);
      const deletion = counted.version + 1;
      const update = { base: deletion, parameterVersion: 0, record: null, unlock: true };
      // The deletion is done and counted without this, too; the lock then has to expire.
      await this.#companions.update(address, lock.owner, update).catch(ignoreUnavailable);
      return deletion;
    });
  }

  async #whileLocked<T>(address: ParameterAddress, change: (held: Held) => Promise<T>): Promise<T> {
    const { companion, lock } = await this.#companions.lock(address, this.#newLockOwner());
    try {
      const parameter = await this.#reads.one(address.credentials, address.service, address.name, false);
      const counted = countVersion(companion, parameter?.version ?? null);
      return await change({ lock, companion, parameter, counted });
    } catch (failure) {
      // A change that may still be on its way keeps the others out until it cannot arrive any more.
      if (!(failure instanceof UnknownOutcomeError)) {
        await this.#companions.unlock(address, lock.owner).catch(ignoreUnavailable);
      }
      throw failure;
    }
  }

  /** A parameter created anew begins at version 1, which the old companion would take for its own. */
  async #settleBase(address: ParameterAddress, held: Held): Promise<void> {
    const { counted, companion, parameter, lock } = held;
    if (companion.base === counted.base) return;
    const update = { base: counted.base, parameterVersion: parameter?.version ?? 0, record: null, unlock: false };
    await this.#companions.update(address, lock.owner, update);
  }

  async #record(
    address: ParameterAddress,
    lock: Lock,
    written: { base: number; version: number; author: string; contentType: string },
  ): Promise<void> {
    const { base, version, author, contentType } = written;
    const update = { base, parameterVersion: version, record: { author, contentType }, unlock: true };
    try {
      await this.#companions.update(address, lock.owner, update);
    } catch (cause) {
      if (!(cause instanceof LeaseholdError)) throw cause;
      throw new UnavailableError(
        `the value was stored as version ${base + version}, but its author and content type could not be recorded; write it again on that version`,
        1000,
        { cause },
      );
    }
  }
}

/** Only for steps that repair themselves. */
function ignoreUnavailable(failure: unknown): void {
  if (!(failure instanceof LeaseholdError)) throw failure;
}

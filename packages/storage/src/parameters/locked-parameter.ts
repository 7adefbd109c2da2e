import { type Clock, type ConfigEntry, LeaseholdError, NotFoundError, VersionConflictError } from '@leasehold/domain';
import type { ConfigRemoval, ConfigWrite } from '../config-store.ts';
import type { Companion, CompanionState, Lock } from './companion.ts';
import type { Companions, ParameterAddress } from './companions.ts';
import type { ParameterReads } from './parameter-reads.ts';
import { type CountedVersion, countVersion, settledState } from './parameter-version.ts';
import { type ParameterWrites, typeIsFixed, UnknownOutcomeError } from './parameter-writes.ts';
import type { StoredParameter } from './stored-parameter.ts';

/** A parameter whose lock is held, as it was found. */
interface Held {
  readonly lock: Lock;
  readonly companion: Companion;
  readonly parameter: StoredParameter | null;
  readonly counted: CountedVersion;
  /** The companion without what earlier writes left open. */
  readonly settled: CompanionState;
}

/** A change that Parameter Store has done. */
interface Done<T> {
  readonly answer: T;
  readonly state: CompanionState;
}

/**
 * Compare-and-set for Parameter Store: lock, compare, announce, write, record and unlock. Wherever it stops, what is
 * stored is whole: the old value, author and content type, or the new ones; a version never goes back; the lock expires
 * by itself.
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
      const { counted, parameter, lock, settled } = held;
      if (counted.version !== write.expectedVersion) throw new VersionConflictError(counted.version);
      const isSensitive = write.sensitivity === 'sensitive';
      if (parameter !== null && (parameter.type === 'SecureString') !== isSensitive) throw typeIsFixed();
      const { author, contentType } = write;
      const announced = { version: (parameter?.version ?? 0) + 1, author, contentType, until: lock.until };
      await this.#companions.update(address, lock.owner, { ...settled, announced }, 'stay locked');
      const version = await this.#writes.put(address, lock, write, parameter);
      return {
        answer: {
          service: address.service,
          key: { tag: 'param_config', name: address.name },
          value: isSensitive ? null : write.value,
          contentType,
          version: counted.base + version,
          lastModifiedAt: this.#clock.now(),
          author,
          sensitivity: write.sensitivity,
        },
        state: { base: counted.base, parameterVersion: version, author, contentType, announced: null },
      };
    });
  }

  /** Answers the deletion's version. @throws NotFoundError, VersionConflictError */
  delete(address: ParameterAddress, removal: ConfigRemoval): Promise<number> {
    return this.#whileLocked(address, async (held) => {
      const { counted, parameter, lock, settled } = held;
      if (parameter === null) throw new NotFoundError('nothing is stored under this key');
      if (counted.version !== removal.expectedVersion) throw new VersionConflictError(counted.version);
      // So that the deletion is counted right by all who find the parameter gone, were this to stop right after it.
      if (!isSettled(held)) await this.#companions.update(address, lock.owner, settled, 'stay locked');
      await this.#writes.delete(address, lock);
      const answer = counted.version + 1;
      return { answer, state: { base: answer, parameterVersion: 0, author: null, contentType: null, announced: null } };
    });
  }

  async #whileLocked<T>(address: ParameterAddress, change: (held: Held) => Promise<Done<T>>): Promise<T> {
    const { companion, lock } = await this.#companions.lock(address, this.#newLockOwner());
    const { answer, state } = await this.#changed(address, companion, lock, change);
    // The change is done and already told in full by what was announced or settled, so it is not called failed when this
    // fails; the lock then has to expire, and the next writer does this instead.
    await this.#companions.update(address, lock.owner, state, 'unlock').catch(ignoreUnavailable);
    return answer;
  }

  async #changed<T>(
    address: ParameterAddress,
    companion: Companion,
    lock: Lock,
    change: (held: Held) => Promise<Done<T>>,
  ): Promise<Done<T>> {
    let left: CompanionState = companion;
    try {
      const parameter = await this.#reads.one(address.credentials, address.service, address.name, false);
      const counted = countVersion(companion, parameter);
      const settled = settledState(counted, parameter);
      left = settled;
      return await change({ lock, companion, parameter, counted, settled });
    } catch (failure) {
      // A change that may still be on its way keeps the others out until it cannot arrive any more, and its announcement
      // stays. One that was not done is announced no longer; an earlier one that came true is on record.
      if (!(failure instanceof UnknownOutcomeError)) {
        await this.#companions.update(address, lock.owner, left, 'unlock').catch(ignoreUnavailable);
      }
      throw failure;
    }
  }
}

function isSettled({ companion, settled }: Held): boolean {
  const { base, parameterVersion, announced } = companion;
  return base === settled.base && parameterVersion === settled.parameterVersion && announced === null;
}

/** Only for steps that repair themselves. */
function ignoreUnavailable(failure: unknown): void {
  if (!(failure instanceof LeaseholdError)) throw failure;
}

import {
  DeleteParameterCommand,
  HierarchyTypeMismatchException,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterPatternMismatchException,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { type Clock, InvalidInputError, LeaseholdError, UnavailableError } from '@leasehold/domain';
import { AwsCallError } from '../aws/aws-call-error.ts';
import type { AwsCalls } from '../aws/aws-calls.ts';
import { outcomeIsUnknown } from '../aws/domain-error.ts';
import type { ConfigWrite } from '../config-store.ts';
import type { StoreNames } from '../names/store-names.ts';
import type { Lock } from './companion.ts';
import type { ParameterAddress } from './companions.ts';
import type { ParameterReads } from './parameter-reads.ts';
import type { StoredParameter } from './stored-parameter.ts';

/** What must be left of a lock before a parameter is changed: the longest that the change itself may take. */
const changeMs = 15_000;

/** An answer never came: the change was not seen to be done, and may still be on its way. */
export class UnknownOutcomeError extends UnavailableError {
  constructor(cause: unknown) {
    super(
      'Parameter Store did not answer this write, so it may or may not have been done; read the key before trying again',
      1000,
      { cause },
    );
  }
}

/**
 * Changes one parameter under its lock. Parameter Store has no request token, so where an answer was lost the parameter
 * is read back: a put that was done is not reported as failed, and one that was done twice is counted as it is.
 */
export class ParameterWrites {
  readonly #client: SSMClient;
  readonly #calls: AwsCalls;
  readonly #names: StoreNames;
  readonly #reads: ParameterReads;
  readonly #keyId: string;
  readonly #clock: Clock;

  constructor(
    client: SSMClient,
    calls: AwsCalls,
    names: StoreNames,
    reads: ParameterReads,
    /** Key id of the customer-managed key that encrypts SecureStrings. */
    keyId: string,
    clock: Clock,
  ) {
    this.#client = client;
    this.#calls = calls;
    this.#names = names;
    this.#reads = reads;
    this.#keyId = keyId;
    this.#clock = clock;
  }

  /**
   * Answers the version Parameter Store gave what was written over `before`.
   * @throws UnknownOutcomeError, InvalidInputError; `ForeignWriteError` when someone wrote past the lock.
   */
  async put(
    address: ParameterAddress,
    lock: Lock,
    write: ConfigWrite,
    before: StoredParameter | null,
  ): Promise<number> {
    this.#assertTimeLeft(lock);
    const type =
      write.sensitivity === 'sensitive' ? 'SecureString' : before?.type === 'StringList' ? 'StringList' : 'String';
    const command = new PutParameterCommand({
      Name: this.#names.parameterPath(address.credentials.tenant, address.service, address.name),
      Value: write.value,
      Type: type,
      ...(type === 'SecureString' ? { KeyId: this.#keyId } : {}),
      Overwrite: before !== null,
      Tier: 'Standard',
    });
    const next = (before?.version ?? 0) + 1;
    try {
      const output = await this.#calls.run(
        address.credentials,
        'ssm',
        'PutParameter',
        () => this.#client.send(command),
        ['ParameterAlreadyExists', 'ParameterPatternMismatchException', 'HierarchyTypeMismatchException'],
      );
      const version = output.Version ?? 0;
      // Each attempt of the SDK whose answer was lost may have been done: a version of ours as well.
      if (version < next || version >= next + (output.$metadata.attempts ?? 1)) throw new ForeignWriteError(version);
      return version;
    } catch (thrown) {
      if (thrown instanceof ParameterPatternMismatchException) {
        throw new InvalidInputError(
          'value',
          'does not match the pattern that was set on this parameter outside Leasehold',
        );
      }
      if (thrown instanceof HierarchyTypeMismatchException) throw typeIsFixed();
      const alreadyExists = thrown instanceof ParameterAlreadyExists;
      if (!alreadyExists && !outcomeIsUnknown(thrown) && !wasSentAgain(thrown)) throw thrown;
      const after = await this.#readBack(address, thrown, write.sensitivity === 'sensitive');
      if (after !== null && after.version >= next && after.value === write.value) return after.version;
      if (!alreadyExists && !outcomeIsUnknown(thrown)) throw thrown;
      if (alreadyExists) throw new ForeignWriteError(after?.version ?? 0);
      throw new UnknownOutcomeError(thrown);
    }
  }

  /** Deletes the parameter; one that is already gone is deleted too. @throws UnknownOutcomeError */
  async delete(address: ParameterAddress, lock: Lock): Promise<void> {
    this.#assertTimeLeft(lock);
    const command = new DeleteParameterCommand({
      Name: this.#names.parameterPath(address.credentials.tenant, address.service, address.name),
    });
    try {
      const send = () => this.#client.send(command);
      await this.#calls.run(address.credentials, 'ssm', 'DeleteParameter', send, ['ParameterNotFound']);
    } catch (thrown) {
      if (thrown instanceof ParameterNotFound) return;
      if (!outcomeIsUnknown(thrown)) throw thrown;
      if ((await this.#readBack(address, thrown, false)) !== null) throw new UnknownOutcomeError(thrown);
    }
  }

  async #readBack(address: ParameterAddress, cause: unknown, withDecryption: boolean): Promise<StoredParameter | null> {
    try {
      return await this.#reads.one(address.credentials, address.service, address.name, withDecryption);
    } catch {
      throw new UnknownOutcomeError(cause);
    }
  }

  /** A change must not land after its lock went to someone else. */
  #assertTimeLeft(lock: Lock): void {
    if (lock.until - this.#clock.now() < changeMs) {
      throw new UnavailableError('AWS was too slow for this write; nothing was changed', 1000);
    }
  }
}

/** Someone changed the parameter outside Leasehold while this write was under way. */
class ForeignWriteError extends UnavailableError {
  /** The parameter's version in Parameter Store that this write saw. */
  readonly parameterVersion: number;

  constructor(parameterVersion: number) {
    super('this key was changed outside Leasehold during the write; read what it holds now before trying again', 0);
    this.parameterVersion = parameterVersion;
  }
}

/** Whether the refusal is that of a repetition: what was sent before it may have been done. */
function wasSentAgain(failure: unknown): boolean {
  const call = failure instanceof LeaseholdError ? failure.cause : failure;
  return call instanceof AwsCallError && (call.$metadata.attempts ?? 1) > 1;
}

/** Parameter Store cannot turn a String into a SecureString or back. */
export function typeIsFixed(): InvalidInputError {
  return new InvalidInputError('sensitivity', 'cannot change while the key exists; delete the key and create it anew');
}

import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type Clock,
  type ConfigName,
  type ServiceName,
  type TenantCredentials,
  UnavailableError,
} from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Backoff } from '../aws/backoff.ts';
import { itemKey } from '../dynamodb/config-item.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type Companion, type CompanionState, companionOf, type Lock } from './companion.ts';
import { companionUpdate, type LockAfter } from './companion-update.ts';

/** The one parameter a write is about, in whose session. */
export interface ParameterAddress {
  readonly credentials: TenantCredentials;
  readonly service: ServiceName;
  readonly name: ConfigName;
}

/** How long a writer may hold a lock, in milliseconds: longer than all its calls may take, with their attempts. */
export const lockMs = 45_000;

/**
 * How far other writers' clocks may be ahead. A lock that ends later than this was not set by Leasehold; a tenant's writer
 * that goes to AWS by itself could otherwise lock a key for ever.
 */
const maxClockSkewMs = 300_000;

const maxLockTries = 8;
const conditionFailed = 'ConditionalCheckFailedException';

/** Writes companion items: the lock that makes a compare-and-set of Parameter Store's plain puts, and what it guards. */
export class Companions {
  readonly #client: DynamoDBClient;
  readonly #calls: AwsCalls;
  readonly #table: string;
  readonly #names: StoreNames;
  readonly #clock: Clock;
  readonly #backoff: Backoff;

  constructor(
    client: DynamoDBClient,
    calls: AwsCalls,
    table: string,
    names: StoreNames,
    clock: Clock,
    backoff: Backoff,
  ) {
    this.#client = client;
    this.#calls = calls;
    this.#table = table;
    this.#names = names;
    this.#clock = clock;
    this.#backoff = backoff;
  }

  /**
   * Takes the lock for `owner`, waiting a little for the one who has it. An expired lock is nobody's.
   * @throws UnavailableError when another writer keeps it.
   */
  async lock(
    address: ParameterAddress,
    owner: string,
  ): Promise<{ readonly companion: Companion; readonly lock: Lock }> {
    for (let attempt = 1; ; attempt += 1) {
      const now = this.#clock.now();
      const lock = { owner, until: now + lockMs };
      const held = await this.#tryLock(address, lock, now);
      if (held.lock?.owner === owner) return { companion: held, lock: { owner, until: held.lock.until } };
      if (attempt >= maxLockTries) {
        const retryAfterMs = Math.min(Math.max((held.lock?.until ?? now) - now, 100), lockMs);
        throw new UnavailableError(
          'another write of this key is in progress, or one stopped half-way and its lock has to expire; nothing was changed',
          retryAfterMs,
        );
      }
      await this.#backoff.pause(attempt);
    }
  }

  /**
   * Makes the companion hold `state`, while `owner` has the lock.
   * @throws UnavailableError when the lock expired and another writer has it: nothing was recorded.
   */
  async update(address: ParameterAddress, owner: string, state: CompanionState, lockAfter: LockAfter): Promise<void> {
    const { expression, values } = companionUpdate(state, lockAfter);
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: this.#key(address),
      UpdateExpression: expression,
      ConditionExpression: '#lockOwner = :owner',
      ExpressionAttributeNames: namesIn(`${expression} #lockOwner`),
      ExpressionAttributeValues: { ...values, ':owner': { S: owner } },
    });
    try {
      const send = () => this.#client.send(command);
      await this.#calls.run(address.credentials, 'dynamodb', 'UpdateItem', send, [conditionFailed]);
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      // Either the lock expired, or this is the SDK's repetition of an unlocking whose answer was lost.
      if (lockAfter === 'unlock' && (thrown.$metadata.attempts ?? 1) > 1) return;
      throw new UnavailableError('this write took longer than its lock; read the key before trying again', 100);
    }
  }

  /** The companion as it is now: locked by `lock.owner` when the lock was free, or by whoever holds it. */
  async #tryLock(address: ParameterAddress, lock: Lock, now: number): Promise<Companion> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: this.#key(address),
      UpdateExpression: 'SET #lockOwner = :owner, #lockUntil = :until',
      ConditionExpression: 'attribute_not_exists(#lockOwner) OR #lockUntil <= :now OR #lockUntil > :farthest',
      ExpressionAttributeNames: namesIn('#lockOwner #lockUntil'),
      ExpressionAttributeValues: {
        ':owner': { S: lock.owner },
        ':until': { N: String(lock.until) },
        ':now': { N: String(now) },
        ':farthest': { N: String(lock.until + maxClockSkewMs) },
      },
      ReturnValues: 'ALL_NEW',
      // Also tells the SDK's repetition of a locking whose answer was lost that the lock is its own.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const send = () => this.#client.send(command);
      const output = await this.#calls.run(address.credentials, 'dynamodb', 'UpdateItem', send, [conditionFailed]);
      return companionOf(output.Attributes);
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      return companionOf(thrown.Item);
    }
  }

  #key(address: ParameterAddress) {
    const pk = this.#names.leadingKey(address.credentials.tenant, address.service);
    return itemKey(pk, this.#names.parameterSortKey(address.name));
  }
}

/** Attribute names through placeholders, because DynamoDB reserves hundreds of words (`base` is one). */
function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries([...expression.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]));
}

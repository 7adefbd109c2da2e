import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type TenantCredentials, UnavailableError } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Backoff } from '../aws/backoff.ts';
import { type Item, type ItemKey, type ItemVersion, itemOf } from './config-item.ts';

/** What the current item must be for a write to go through. */
export type Precondition = 'absent' | { readonly live: number } | { readonly tombstone: number };

/** `held` is the current item that failed the precondition, `null` when there is none. */
export type WriteOutcome = { readonly written: true } | { readonly written: false; readonly held: Item | null };

const maxTransactionTries = 5;

/** Writes a key's current item and the history item of the same version: both or neither. */
export class ConfigTransaction {
  readonly #client: DynamoDBClient;
  readonly #calls: AwsCalls;
  readonly #table: string;
  readonly #backoff: Backoff;
  readonly #newRequestToken: () => string;

  constructor(
    client: DynamoDBClient,
    calls: AwsCalls,
    table: string,
    backoff: Backoff,
    /** Answers a token no other transaction has, 1-36 characters. */
    newRequestToken: () => string,
  ) {
    this.#client = client;
    this.#calls = calls;
    this.#table = table;
    this.#backoff = backoff;
    this.#newRequestToken = newRequestToken;
  }

  /**
   * A collision with another transaction on the same item is tried again, a few times.
   * @throws UnavailableError, IsolationRefusedError
   */
  async write(
    credentials: TenantCredentials,
    current: ItemKey,
    history: ItemKey,
    version: ItemVersion,
    precondition: Precondition,
  ): Promise<WriteOutcome> {
    const input: TransactWriteItemsCommandInput = {
      // One token for all tries, the SDK's included: AWS answers a repetition of what was done with success (for 10
      // minutes), so a write whose answer was lost is not reported as a conflict with itself.
      ClientRequestToken: this.#newRequestToken(),
      TransactItems: [
        {
          Put: {
            TableName: this.#table,
            Item: itemOf(current, version),
            ...conditionOf(precondition),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Put: { TableName: this.#table, Item: itemOf(history, version) } },
      ],
    };
    for (let attempt = 1; attempt <= maxTransactionTries; attempt += 1) {
      if (attempt > 1) await this.#backoff.pause(attempt - 1);
      const outcome = await this.#attempt(credentials, input);
      if (outcome !== 'contended') return outcome;
    }
    throw new UnavailableError('other writes of this key are in progress; nothing was changed', 1000);
  }

  async #attempt(
    credentials: TenantCredentials,
    input: TransactWriteItemsCommandInput,
  ): Promise<WriteOutcome | 'contended'> {
    try {
      const send = () => this.#client.send(new TransactWriteItemsCommand(input));
      await this.#calls.run(credentials, 'dynamodb', 'TransactWriteItems', send, ['TransactionCanceledException']);
      return { written: true };
    } catch (thrown) {
      if (!(thrown instanceof TransactionCanceledException)) throw thrown;
      const [reason, historyReason] = thrown.CancellationReasons ?? [];
      if (reason?.Code === 'ConditionalCheckFailed') return { written: false, held: reason.Item ?? null };
      const codes = [reason?.Code, historyReason?.Code];
      if (codes.includes('TransactionConflict')) return 'contended';
      if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
        throw new UnavailableError('AWS is throttling writes; nothing was changed', 1000);
      }
      throw new UnavailableError('AWS cancelled the write; nothing was changed', 1000);
    }
  }
}

function conditionOf(precondition: Precondition) {
  if (precondition === 'absent') return { ConditionExpression: 'attribute_not_exists(pk)' };
  const live = 'live' in precondition;
  return {
    ConditionExpression: `#version = :version AND attribute_${live ? 'not_' : ''}exists(#deleted)`,
    ExpressionAttributeNames: { '#version': 'version', '#deleted': 'deleted' },
    ExpressionAttributeValues: { ':version': { N: String(live ? precondition.live : precondition.tombstone) } },
  };
}

import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LeaseholdError, type TenantCredentials, UnavailableError } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Backoff } from '../aws/backoff.ts';
import { type Item, itemKey } from './config-item.ts';

/** What a batch found, by sort key: the item, or why it was not read. A sort key in neither is not stored. */
export interface BatchResult {
  readonly items: ReadonlyMap<string, Item>;
  readonly failures: ReadonlyMap<string, LeaseholdError>;
}

/** One reply holds at most 16 MB, so 100 items of the largest size take two rounds without any throttling. */
const maxRounds = 6;

/** Reads up to 100 items of one partition, asking again for what DynamoDB left unprocessed. */
export class BatchRead {
  readonly #client: DynamoDBClient;
  readonly #calls: AwsCalls;
  readonly #table: string;
  readonly #backoff: Backoff;

  constructor(client: DynamoDBClient, calls: AwsCalls, table: string, backoff: Backoff) {
    this.#client = client;
    this.#calls = calls;
    this.#table = table;
    this.#backoff = backoff;
  }

  /**
   * `sortKeys` are distinct, 1-100. What an outage leaves unread is a failure of those keys alone.
   * @throws IsolationRefusedError when AWS refuses the call.
   */
  async read(credentials: TenantCredentials, pk: string, sortKeys: readonly string[]): Promise<BatchResult> {
    const items = new Map<string, Item>();
    let wanted: readonly string[] = sortKeys;
    let failure: LeaseholdError = new UnavailableError('DynamoDB left this key unread; ask for it again', 1000);
    for (let round = 1; round <= maxRounds && wanted.length > 0; round += 1) {
      if (round > 1) await this.#backoff.pause(round - 1);
      try {
        const output = await this.#round(credentials, pk, wanted);
        for (const item of output.items) {
          const sk = item['sk']?.S;
          if (sk !== undefined) items.set(sk, item);
        }
        wanted = output.unprocessed;
      } catch (thrown) {
        if (!(thrown instanceof UnavailableError)) throw thrown;
        failure = thrown;
        break;
      }
    }
    return { items, failures: new Map(wanted.map((sk) => [sk, failure])) };
  }

  async #round(credentials: TenantCredentials, pk: string, sortKeys: readonly string[]) {
    const command = new BatchGetItemCommand({
      RequestItems: { [this.#table]: { ConsistentRead: true, Keys: sortKeys.map((sk) => itemKey(pk, sk)) } },
    });
    const output = await this.#calls.run(credentials, 'dynamodb', 'BatchGetItem', () => this.#client.send(command));
    const left = output.UnprocessedKeys?.[this.#table]?.Keys ?? [];
    return {
      items: output.Responses?.[this.#table] ?? [],
      unprocessed: left.map((key) => key['sk']?.S).filter((sk) => sk !== undefined),
    };
  }
}

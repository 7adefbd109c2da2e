import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ConfigName, ServiceName, TenantCredentials } from '@leasehold/domain';
import type { AwsCalls } from '../aws/aws-calls.ts';
import { itemKey } from '../dynamodb/config-item.ts';
import type { StoreNames } from '../names/store-names.ts';
import { type Companion, companionOf } from './companion.ts';

/** Reads one parameter's companion. */
export class CompanionRead {
  readonly #client: DynamoDBClient;
  readonly #calls: AwsCalls;
  readonly #table: string;
  readonly #names: StoreNames;

  constructor(client: DynamoDBClient, calls: AwsCalls, table: string, names: StoreNames) {
    this.#client = client;
    this.#calls = calls;
    this.#table = table;
    this.#names = names;
  }

  /** `null` when Leasehold never wrote the parameter. */
  async read(credentials: TenantCredentials, service: ServiceName, name: ConfigName): Promise<Companion | null> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: itemKey(this.#names.leadingKey(credentials.tenant, service), this.#names.parameterSortKey(name)),
      ConsistentRead: true,
    });
    const { Item } = await this.#calls.run(credentials, 'dynamodb', 'GetItem', () => this.#client.send(command));
    return Item === undefined ? null : companionOf(Item);
  }
}

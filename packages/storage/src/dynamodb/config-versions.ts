import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ServiceName, TenantCredentials } from '@leasehold/domain';
import { sortKeyPrefix } from '@leasehold/policies';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { PageRequest, VersionPage } from '../config-store.ts';
import type { StoreNames } from '../names/store-names.ts';
import { itemKey, nameOf, versionOf } from './config-item.ts';
import { cursorAfter, nameInCursor } from './name-cursor.ts';

/** Tells which version every live key of a partition has. */
export class ConfigVersions {
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

  /**
   * One Query. Values stay at AWS, but DynamoDB reads, and charges for, whole items: a page ends at 1 MB of them too.
   * @throws InvalidInputError for a foreign page token.
   */
  async page(credentials: TenantCredentials, service: ServiceName | null, request: PageRequest): Promise<VersionPage> {
    const pk = this.#names.leadingKey(credentials.tenant, service);
    const after = request.after === null ? null : nameInCursor(request.after);
    const command = new QueryCommand({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      FilterExpression: 'attribute_not_exists(#deleted)',
      ProjectionExpression: 'sk, #version',
      ExpressionAttributeNames: { '#deleted': 'deleted', '#version': 'version' },
      ExpressionAttributeValues: { ':pk': { S: pk }, ':kind': { S: sortKeyPrefix.config } },
      Limit: request.limit,
      // The partition is the session's own, whatever the token says.
      ...(after === null ? {} : { ExclusiveStartKey: itemKey(pk, this.#names.configSortKey(after)) }),
    });
    const output = await this.#calls.run(credentials, 'dynamodb', 'Query', () => this.#client.send(command));
    const versions = (output.Items ?? []).map((item) => [nameOf(item), versionOf(item)] as const);
    const last = output.LastEvaluatedKey;
    return { versions: new Map(versions), next: last === undefined ? null : cursorAfter(nameOf(last)) };
  }
}

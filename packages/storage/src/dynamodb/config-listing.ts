import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ConfigEntry, ConfigName, ServiceName, TenantCredentials } from '@leasehold/domain';
import { sortKeyPrefix } from '@leasehold/policies';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { Page, PageRequest } from '../config-store.ts';
import type { StoreNames } from '../names/store-names.ts';
import { entryOf, itemKey, nameOf } from './config-item.ts';
import { cursorAfter, nameInCursor } from './name-cursor.ts';

/** Query calls one page may take: tombstones are read before they are filtered out. */
const maxQueries = 8;
/** Characters of values after which a page ends early, so that a page of large values still fits a reply. */
const maxValueCharacters = 1024 * 1024;

/** Lists a partition's live configuration by name. */
export class ConfigListing {
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

  /** A page may be short, or empty, and still not be the last. @throws InvalidInputError for a foreign page token. */
  async page(credentials: TenantCredentials, service: ServiceName | null, request: PageRequest): Promise<Page> {
    const pk = this.#names.leadingKey(credentials.tenant, service);
    let after = request.after === null ? null : nameInCursor(request.after);
    const entries: ConfigEntry[] = [];
    let characters = 0;
    for (let query = 1; query <= maxQueries; query += 1) {
      const found = await this.#query(credentials, pk, after, request.limit - entries.length);
      for (const item of found.items) {
        const entry = entryOf(item, service, nameOf(item));
        if (entry === null) continue;
        entries.push(entry);
        characters += entry.value?.length ?? 0;
      }
      after = found.last;
      if (after === null || entries.length >= request.limit || characters >= maxValueCharacters) break;
    }
    return { entries, next: after === null ? null : cursorAfter(after) };
  }

  async #query(credentials: TenantCredentials, pk: string, after: ConfigName | null, limit: number) {
    const command = new QueryCommand({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      FilterExpression: 'attribute_not_exists(#deleted)',
      ExpressionAttributeNames: { '#deleted': 'deleted' },
      ExpressionAttributeValues: { ':pk': { S: pk }, ':kind': { S: sortKeyPrefix.config } },
      Limit: limit,
      // The partition is the session's own, whatever the token says.
      ...(after === null ? {} : { ExclusiveStartKey: itemKey(pk, this.#names.configSortKey(after)) }),
    });
    const output = await this.#calls.run(credentials, 'dynamodb', 'Query', () => this.#client.send(command));
    const last = output.LastEvaluatedKey;
    return { items: output.Items ?? [], last: last === undefined ? null : nameOf(last) };
  }
}

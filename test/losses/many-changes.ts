import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { configSortKey, leadingKey } from '@leasehold/policies';
import type { FreshWorld } from '../freshness/world.ts';

/** Of the service `orders`; names without their tag. */
export interface ManyChanges {
  readonly tenants: readonly string[];
  readonly names: readonly string[];
  readonly version: number;
}

/** BatchWriteItem's bound. */
const perCall = 25;
const atOnce = 8;

/** Has an operator store every name of every tenant, as few calls as it takes. */
export async function storeMany(world: FreshWorld, { tenants, names, version }: ManyChanges): Promise<void> {
  const { endpoint, operator: credentials } = world.aws;
  const { table, region } = world.account.deployment;
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const requests = tenants.flatMap((tenant) =>
    names.map((name) => ({
      PutRequest: {
        Item: {
          pk: { S: leadingKey(tenant, 'orders') },
          sk: { S: configSortKey(name) },
          version: { N: String(version) },
          modifiedAt: { N: String(Date.now()) },
          author: { S: 'operator' },
          value: { S: `${tenant} ${name} ${version}` },
          contentType: { S: 'text/plain' },
        },
      },
    })),
  );
  const send = async (): Promise<void> => {
    while (requests.length > 0) {
      const RequestItems = { [table]: requests.splice(-perCall) };
      const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems }));
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('some items were not stored');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  client.destroy();
}

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { tableArn } from '@leasehold/policies';
import { type Counterexample, NoSuchRequestError } from './counterexample.ts';
import type { Keys, ReplayCloud } from './replay-cloud.ts';
import { reachedPartition } from './victim.ts';

const sk = { S: 'CONFIG#proof' };
const names = { '#value': 'value' };

interface Reach {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  /** The partition that must not be reached. */
  readonly pk: string;
  /** Every partition the request names. */
  readonly all: readonly string[];
  /** What stands in the item before. */
  readonly sentinel: string;
}

/** The requests that carry each action, by the real client. What a read answers is looked through for the sentinel. */
const calls: Readonly<Record<string, (reach: Reach) => Promise<unknown>>> = {
  GetItem: ({ dynamodb, table, pk }) =>
    dynamodb.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk } })),
  Query: ({ dynamodb, table, pk }) =>
    dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
      }),
    ),
  BatchGetItem: ({ dynamodb, table, all }) =>
    dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: all.map((pk) => ({ pk: { S: pk }, sk })) } } }),
    ),
  Scan: ({ dynamodb, table }) => dynamodb.send(new ScanCommand({ TableName: table })),
  // Tells one bit: a check of what does not stand there is a cancelled transaction, this one is not.
  ConditionCheckItem: async ({ dynamodb, table, pk, sentinel }) => {
    const check = {
      TableName: table,
      Key: { pk: { S: pk }, sk },
      ConditionExpression: '#value = :guess',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':guess': { S: sentinel } },
    };
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: check }] }));
    return `confirmed: ${sentinel}`;
  },
  PutItem: ({ dynamodb, table, pk }) =>
    dynamodb.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk } })),
  UpdateItem: ({ dynamodb, table, pk }) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: pk }, sk },
        UpdateExpression: 'REMOVE #value',
        ExpressionAttributeNames: names,
      }),
    ),
  DeleteItem: ({ dynamodb, table, pk }) =>
    dynamodb.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk }, sk } })),
  BatchWriteItem: ({ dynamodb, table, all }) =>
    dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [table]: all.map((pk) => ({ PutRequest: { Item: { pk: { S: pk }, sk } } })) },
      }),
    ),
};

const reading: ReadonlySet<string> = new Set(['GetItem', 'Query', 'BatchGetItem', 'Scan', 'ConditionCheckItem']);
const severalKeys: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem']);

/**
 * Puts an item with a sentinel where the counterexample reaches, as the operator; then does what it says with the
 * session's keys. Resolves with what shows that it was reached: the reply that holds the sentinel, or the item that no
 * longer does. Rejects with AWS's own refusal.
 */
export async function replayOnItems(
  cloud: ReplayCloud,
  session: Keys,
  counterexample: Counterexample,
): Promise<string> {
  const { table } = cloud.deployment;
  const { ask } = counterexample;
  const action = ask.action.slice('dynamodb:'.length);
  const call = calls[action];
  if (call === undefined) throw new NoSuchRequestError(counterexample, 'the embedded DynamoDB does not serve it');
  if (ask.resource !== tableArn(cloud.deployment)) throw new NoSuchRequestError(counterexample, 'another resource');
  const carried = ask.context['dynamodb:LeadingKeys'] ?? [];
  // No key is empty in DynamoDB, and the same key twice in a batch is refused.
  const keys = [...new Set(typeof carried === 'string' ? [carried] : carried)].filter((key) => key !== '');
  const fits =
    action === 'Scan' ? keys.length === 0 : keys.length === 1 || (keys.length > 1 && severalKeys.has(action));
  if (!fits) throw new NoSuchRequestError(counterexample, `${action} does not carry ${keys.length} leading keys`);

  const pk = reachedPartition(counterexample, keys);
  const sentinel = `sentinel-${crypto.randomUUID()}`;
  const operator = cloud.client(DynamoDBClient, cloud.aws.operator);
  const item = { pk: { S: pk }, sk, value: { S: sentinel } };
  await cloud.byOperator(operator.send(new PutItemCommand({ TableName: table, Item: item })));

  const dynamodb = cloud.client(DynamoDBClient, session);
  const reply = await call({ dynamodb, table, pk, all: keys, sentinel });
  if (reading.has(action)) {
    if (JSON.stringify(reply).includes(sentinel)) return `${action} answered the item of ${pk}`;
    throw new Error(`${action} was allowed and did not answer the item of ${pk}`);
  }
  const after = await cloud.byOperator(
    operator.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk }, ConsistentRead: true })),
  );
  if (after.Item?.['value']?.S === sentinel) throw new Error(`${action} was allowed and changed nothing in ${pk}`);
  return `${action} changed the item of ${pk}`;
}

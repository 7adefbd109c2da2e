import assert from 'node:assert/strict';
import {
  ConditionalCheckFailedException,
  DynamoDB,
  IdempotentParameterMismatchException,
  paginateQuery,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { localDeployment } from '@leasehold/policies';
import { after, before, describe, it } from 'mocha';
import { type LocalAws, startLocalAws } from '../../src/index.ts';
import { key, table } from './harness.ts';

describe("DynamoDB to AWS's own client", () => {
  let aws: LocalAws;
  let client: DynamoDB;
  before(async () => {
    aws = await startLocalAws({ port: 0, deployment: localDeployment });
    client = new DynamoDB({ region: localDeployment.region, endpoint: aws.endpoint, credentials: aws.operator });
  });
  after(async () => {
    client.destroy();
    await aws.close();
  });

  const Key = key('TENANT#acme', 'a');
  const Item = { ...Key, v: { S: 'x' }, n: { N: '1' }, b: { B: new Uint8Array([1, 2, 3]) }, set: { SS: ['p', 'q'] } };

  it('writes and reads every kind of value', async () => {
    await client.putItem({ TableName: table, Item });
    assert.deepEqual((await client.getItem({ TableName: table, Key, ConsistentRead: true })).Item, Item);
  });

  it('gives a failed condition as ConditionalCheckFailedException with the item', async () => {
    await client.putItem({ TableName: table, Item });
    const refused = client.putItem({
      TableName: table,
      Item,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof ConditionalCheckFailedException);
      assert.deepEqual(error.Item, Item);
      return true;
    });
  });

  it('gives a cancelled transaction with its reasons', async () => {
    await client.putItem({ TableName: table, Item });
    const refused = client.transactWriteItems({
      TransactItems: [
        { Put: { TableName: table, Item: key('TENANT#acme', 'new') } },
        {
          ConditionCheck: {
            TableName: table,
            Key,
            ConditionExpression: 'v = :v',
            ExpressionAttributeValues: { ':v': { S: 'other' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof TransactionCanceledException);
      assert.deepEqual(error.CancellationReasons, [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item },
      ]);
      return true;
    });
  });

  it('gives a token that came with another request as IdempotentParameterMismatchException', async () => {
    const request = (sk: string) => ({
      ClientRequestToken: 'once',
      TransactItems: [{ Put: { TableName: table, Item: key('TENANT#acme', sk) } }],
    });
    await client.transactWriteItems(request('t1'));
    await client.transactWriteItems(request('t1'));
    await assert.rejects(client.transactWriteItems(request('t2')), IdempotentParameterMismatchException);
  });

  it('pages through a partition', async () => {
    for (let index = 0; index < 7; index += 1)
      await client.putItem({ TableName: table, Item: key('TENANT#pages', `k${index}`) });
    const pages = paginateQuery(
      { client, pageSize: 3 },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'TENANT#pages' } },
      },
    );
    const counts: (number | undefined)[] = [];
    for await (const { Count } of pages) counts.push(Count);
    assert.deepEqual(counts, [3, 3, 1]);
  });

  it('describes its table to the waiter, and refuses one that is not there', async () => {
    const { state } = await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: table });
    assert.equal(state, 'SUCCESS');
    await assert.rejects(client.getItem({ TableName: 'absent', Key }), ResourceNotFoundException);
  });

  /** Sends a body as it is, signed like any other. */
  async function sendRaw(body: string): Promise<unknown> {
    const raw = new DynamoDB({ region: localDeployment.region, endpoint: aws.endpoint, credentials: aws.operator });
    raw.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: unknown };
        request.body = body;
        return next(args);
      },
      { step: 'build', priority: 'high' },
    );
    try {
      return (await raw.getItem({ TableName: table, Key })).Item;
    } finally {
      raw.destroy();
    }
  }

  it('authorises, executes and records the same one of two members with one name', async () => {
    for (const pk of ['TENANT#acme', 'TENANT#globex'])
      await client.putItem({ TableName: table, Item: key(pk, 'twice') });
    const keys =
      '"Key":{"pk":{"S":"TENANT#acme"},"sk":{"S":"twice"}},"Key":{"pk":{"S":"TENANT#globex"},"sk":{"S":"twice"}}';
    assert.deepEqual(await sendRaw(`{"TableName":"${table}",${keys}}`), key('TENANT#globex', 'twice'));
    const record = aws.trail.records().findLast(({ eventName }) => eventName === 'GetItem');
    assert.deepEqual(record?.requestParameters, { tableName: table, key: { pk: 'TENANT#globex', sk: 'twice' } });
  });

  it('refuses __proto__ as it comes from the wire', async () => {
    const sent = sendRaw(`{"TableName":"${table}","Key":{"sk":{"S":"a"},"__proto__":{"pk":{"S":"TENANT#globex"}}}}`);
    await assert.rejects(sent, { name: 'ValidationException' });
  });
});

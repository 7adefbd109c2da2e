import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  ConditionalCheckFailedException,
  DynamoDB,
  IdempotentParameterMismatchException,
  paginateQuery,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { after, before, describe, it } from 'mocha';
import { Harness, type Input, key, table } from './harness.ts';

/** The service behind bare AWS JSON 1.0, without signatures: what is tested is that AWS's own client understands it. */
function serve(dynamodb: Harness): Promise<Server> {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
    const { reply, error } = await dynamodb.call(operation, (await json(request)) as Input);
    const body =
      error === null
        ? reply
        : { __type: `com.amazonaws.dynamodb.v20120810#${error.code}`, message: error.message, ...error.members };
    response
      .writeHead(error?.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify(body));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

describe("DynamoDB to AWS's own client", () => {
  let dynamodb: Harness;
  let server: Server;
  let client: DynamoDB;
  before(async () => {
    dynamodb = await Harness.start();
    server = await serve(dynamodb);
    client = new DynamoDB({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    });
  });
  after(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await dynamodb.close();
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
});

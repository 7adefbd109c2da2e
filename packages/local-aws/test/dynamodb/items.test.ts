import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Harness, type Input, key, table } from './harness.ts';

const acme = 'TENANT#acme';

describe('DynamoDB items', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
    for (let index = 0; index < 5; index += 1)
      await dynamodb.put('pages', `k${index}`, { n: { N: String(index) }, big: { S: 'x'.repeat(300 * 1024) } });
  });
  after(() => dynamodb.close());

  it('projects names, nested paths and aliases', async () => {
    await dynamodb.put(acme, 'nested', {
      m: { M: { a: { L: [{ S: 'x' }, { S: 'y' }] }, b: { N: '1' } } },
      c: { S: 'c' },
    });
    const { Item } = await dynamodb.ok('GetItem', {
      TableName: table,
      Key: key(acme, 'nested'),
      ConsistentRead: true,
      ProjectionExpression: '#m.a[1], c',
      ExpressionAttributeNames: { '#m': 'm' },
    });
    assert.deepEqual(Item, { m: { M: { a: { L: [{ S: 'y' }] } } }, c: { S: 'c' } });
  });

  const single: readonly (readonly [string, Input])[] = [
    ['PutItem', { Item: key(acme, 'guarded') }],
    ['UpdateItem', { Key: key(acme, 'guarded'), UpdateExpression: 'REMOVE v' }],
    ['DeleteItem', { Key: key(acme, 'guarded') }],
  ];
  for (const [operation, input] of single)
    it(`${operation} shows the item of a failed condition only when asked`, async () => {
      const item = { ...key(acme, 'guarded'), v: { S: 'kept' } };
      await dynamodb.ok('PutItem', { TableName: table, Item: item });
      const request = { TableName: table, ...input, ConditionExpression: 'attribute_not_exists(pk)' };
      for (const [asked, members] of [
        [undefined, {}],
        ['NONE', {}],
        ['ALL_OLD', { Item: item }],
      ] as const) {
        const error = await dynamodb.fails(operation, { ...request, ReturnValuesOnConditionCheckFailure: asked });
        assert.equal(error.code, 'ConditionalCheckFailedException');
        assert.equal(error.message, 'The conditional request failed');
        assert.deepEqual(error.members, members);
      }
      assert.deepEqual(await dynamodb.get(acme, 'guarded'), item);
    });

  it('returns the values UpdateItem was asked for', async () => {
    await dynamodb.put(acme, 'update', { a: { N: '1' }, b: { S: 'b' } });
    const update = (ReturnValues: string) =>
      dynamodb.ok('UpdateItem', {
        TableName: table,
        Key: key(acme, 'update'),
        UpdateExpression: 'SET a = a + :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues,
      });
    assert.deepEqual((await update('UPDATED_OLD'))['Attributes'], { a: { N: '1' } });
    assert.deepEqual((await update('UPDATED_NEW'))['Attributes'], { a: { N: '3' } });
    assert.deepEqual((await update('ALL_OLD'))['Attributes'], { ...key(acme, 'update'), a: { N: '3' }, b: { S: 'b' } });
    assert.deepEqual((await update('ALL_NEW'))['Attributes'], { ...key(acme, 'update'), a: { N: '5' }, b: { S: 'b' } });
    assert.equal((await update('NONE'))['Attributes'], undefined);
  });

  it('counts the 400 KB of an item in UTF-8 bytes, names and keys included', async () => {
    const overhead = 'pk'.length + acme.length + 'sk'.length + 'large'.length + 'v'.length;
    const fits = 'é'.repeat((400 * 1024 - overhead - 1) / 2);
    await dynamodb.put(acme, 'large', { v: { S: fits } });
    const over = { TableName: table, Item: { ...key(acme, 'large'), v: { S: `${fits}éé` } } };
    assert.match((await dynamodb.fails('PutItem', over)).message, /^Item size has exceeded the maximum allowed size$/);
    const update = {
      TableName: table,
      Key: key(acme, 'large'),
      UpdateExpression: 'SET w = :w',
      ExpressionAttributeValues: { ':w': { S: 'xxxxx' } },
    };
    const error = await dynamodb.fails('UpdateItem', update);
    assert.equal(error.code, 'ValidationException');
    assert.equal(error.message, 'Item size to update has exceeded the maximum allowed size');
    const batch = {
      RequestItems: { [table]: [{ PutRequest: { Item: over.Item } }, { PutRequest: { Item: key(acme, 'b') } }] },
    };
    assert.equal((await dynamodb.fails('BatchWriteItem', batch)).code, 'ValidationException');
    assert.equal(await dynamodb.get(acme, 'b'), undefined);
  });

  it('writes and reads batches, and refuses duplicates and more than AWS takes', async () => {
    const keys = Array.from({ length: 25 }, (_, index) => key('batch', `b${String(index).padStart(2, '0')}`));
    await dynamodb.ok('BatchWriteItem', { RequestItems: { [table]: keys.map((Item) => ({ PutRequest: { Item } })) } });
    const { Responses, UnprocessedKeys } = await dynamodb.ok('BatchGetItem', {
      RequestItems: { [table]: { Keys: keys } },
    });
    const items = (Responses as Record<string, typeof keys>)[table] ?? [];
    assert.deepEqual(
      items.toSorted((a, b) => (a.sk.S < b.sk.S ? -1 : 1)),
      keys,
    );
    assert.deepEqual(UnprocessedKeys, {});
    const [first] = keys;
    for (const input of [
      { RequestItems: { [table]: { Keys: [first, first] } } },
      { RequestItems: { [table]: { Keys: Array.from({ length: 101 }, (_, index) => key('batch', `c${index}`)) } } },
    ])
      assert.equal((await dynamodb.fails('BatchGetItem', input)).code, 'ValidationException');
    for (const writes of [[first, first], Array.from({ length: 26 }, (_, index) => key('batch', `d${index}`))])
      assert.equal(
        (
          await dynamodb.fails('BatchWriteItem', {
            RequestItems: { [table]: writes.map((Item) => ({ PutRequest: { Item } })) },
          })
        ).code,
        'ValidationException',
      );
  });

  it('hands back the keys beyond one reply of BatchGetItem as a request that keeps its projection', async () => {
    const wanted = {
      Keys: Array.from({ length: 5 }, (_, index) => key('pages', `k${index}`)),
      ProjectionExpression: '#b, sk',
      ExpressionAttributeNames: { '#b': 'big' },
    };
    const seen: string[] = [];
    let next: unknown = { [table]: wanted };
    for (let page = 0; page < 5 && JSON.stringify(next) !== '{}'; page += 1) {
      const reply = await dynamodb.ok('BatchGetItem', { RequestItems: next });
      const items = (reply['Responses'] as Record<string, { sk: { S: string } }[]>)[table] ?? [];
      for (const item of items) assert.deepEqual(Object.keys(item).toSorted(), ['big', 'sk']);
      seen.push(...items.map(({ sk }) => sk.S));
      next = reply['UnprocessedKeys'];
    }
    assert.deepEqual(seen.toSorted(), ['k0', 'k1', 'k2', 'k3', 'k4']);
  });

  const list = { ':l': { L: [{ S: 'x' }] } };
  const wronglyAnswered: readonly (readonly [string, string, Input])[] = [
    [
      'a legacy OR',
      'DeleteItem',
      { ConditionalOperator: 'OR', Expected: { a: { Exists: false }, b: { Value: { S: 'x' } } } },
    ],
    ['a legacy comparison with a map', 'DeleteItem', { Expected: { a: { Value: { M: {} } } } }],
    ['equality with a list', 'DeleteItem', { ConditionExpression: 'a = :l', ExpressionAttributeValues: list }],
    [
      'inequality, nested',
      'DeleteItem',
      { ConditionExpression: 'a = b OR NOT (c <> :l)', ExpressionAttributeValues: list },
    ],
    [
      'a list among alternatives',
      'DeleteItem',
      { ConditionExpression: 'a IN (b, :l)', ExpressionAttributeValues: list },
    ],
  ];
  for (const [what, operation, input] of wronglyAnswered)
    it(`refuses ${what}, which dynalite would answer wrongly`, async () => {
      const request = { TableName: table, Key: key(acme, 'x'), ...input };
      const { error, asks } = await dynamodb.call(operation, request);
      assert.equal(error?.code, 'ValidationException');
      assert.match(error.message, /not supported by the embedded DynamoDB/);
      assert.deepEqual(asks, []);
      if (!('ConditionExpression' in input)) return;
      const transaction = { TransactItems: [{ ConditionCheck: request }] };
      assert.equal((await dynamodb.fails('TransactWriteItems', transaction)).message, error.message);
    });
});

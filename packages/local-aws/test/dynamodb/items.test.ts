import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { arn, Harness, type Input, key, table } from './harness.ts';

const acme = 'TENANT#acme';

function query(more: Input = {}, values: Input = {}): Input {
  return {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ...more,
    ExpressionAttributeValues: { ':pk': { S: 'pages' }, ...values },
  };
}

function sortKeys(reply: Record<string, unknown>): string[] {
  return (reply['Items'] as { sk: { S: string } }[]).map(({ sk }) => sk.S);
}

describe('DynamoDB items', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
    for (let index = 0; index < 5; index += 1) await dynamodb.put('range', `k${index}`);
    for (let index = 0; index < 5; index += 1)
      await dynamodb.put('pages', `k${index}`, { n: { N: String(index) }, big: { S: 'x'.repeat(300 * 1024) } });
  });
  after(() => dynamodb.close());

  it('pages by Limit and ends without a LastEvaluatedKey', async () => {
    const seen: string[] = [];
    let start: unknown = null;
    for (let page = 0; page < 10; page += 1) {
      const reply = await dynamodb.ok(
        'Query',
        query({ Limit: 2, ExclusiveStartKey: start, ProjectionExpression: 'sk' }),
      );
      seen.push(...sortKeys(reply));
      start = reply['LastEvaluatedKey'] ?? null;
      if (start === null) break;
    }
    assert.equal(start, null);
    assert.deepEqual(seen, ['k0', 'k1', 'k2', 'k3', 'k4']);
  });

  it('pages at 1 MB without a Limit', async () => {
    const reply = await dynamodb.ok('Query', query());
    assert.deepEqual(sortKeys(reply), ['k0', 'k1', 'k2', 'k3']);
    assert.deepEqual(reply['LastEvaluatedKey'], key('pages', 'k3'));
  });

  it('counts the items a filter leaves out as scanned', async () => {
    const reply = await dynamodb.ok(
      'Query',
      query({ FilterExpression: 'n > :n', ProjectionExpression: 'sk', Limit: 3 }, { ':n': { N: '1' } }),
    );
    assert.deepEqual(
      { count: reply['Count'], scanned: reply['ScannedCount'], keys: sortKeys(reply) },
      { count: 1, scanned: 3, keys: ['k2'] },
    );
  });

  const ranges: readonly (readonly [string, Input, readonly string[]])[] = [
    ['sk = :a', { ':a': { S: 'k1' } }, ['k1']],
    ['sk < :a', { ':a': { S: 'k2' } }, ['k0', 'k1']],
    ['sk <= :a', { ':a': { S: 'k2' } }, ['k0', 'k1', 'k2']],
    ['sk > :a', { ':a': { S: 'k2' } }, ['k3', 'k4']],
    ['sk >= :a', { ':a': { S: 'k3' } }, ['k3', 'k4']],
    ['sk BETWEEN :a AND :b', { ':a': { S: 'k1' }, ':b': { S: 'k3' } }, ['k1', 'k2', 'k3']],
    ['begins_with(sk, :a)', { ':a': { S: 'k' } }, ['k0', 'k1', 'k2', 'k3', 'k4']],
    ['begins_with(sk, :a)', { ':a': { S: 'kk' } }, []],
  ];
  for (const [condition, values, expected] of ranges)
    it(`reads the range ${condition} ${JSON.stringify(values)}, in both directions`, async () => {
      for (const ScanIndexForward of [true, false]) {
        const input = query(
          {
            KeyConditionExpression: `pk = :pk AND ${condition}`,
            ScanIndexForward,
            ProjectionExpression: 'sk',
            Limit: 9,
          },
          { ':pk': { S: 'range' }, ...values },
        );
        const keys = sortKeys(await dynamodb.ok('Query', input));
        assert.deepEqual(keys, ScanIndexForward ? expected : expected.toReversed());
      }
    });

  it('keeps the partitions acme, acme2 and acme|SERVICE#x apart', async () => {
    const partitions = ['TENANT#acme', 'TENANT#acme2', 'TENANT#acme|SERVICE#x', 'TENANT#acm'];
    for (const partition of partitions) await dynamodb.put(partition, 'twin');
    for (const partition of partitions) {
      const reply = await dynamodb.ok('Query', query({}, { ':pk': { S: partition } }));
      assert.deepEqual(reply['Items'], [key(partition, 'twin')]);
    }
  });

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

  it('asks for an index on its own ARN with the index partition key', async () => {
    await dynamodb.ok('CreateTable', {
      TableName: 'with-index',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: ['pk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-owner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    await untilActive(dynamodb, 'with-index');
    await dynamodb.ok('PutItem', { TableName: 'with-index', Item: { pk: { S: '1' }, owner: { S: 'globex' } } });
    const byOwner = (owner: string): Input => ({
      TableName: 'with-index',
      IndexName: 'by-owner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: owner } },
    });
    const { asks, reply } = await dynamodb.call('Query', byOwner('globex'));
    assert.deepEqual(asks, [
      {
        action: 'dynamodb:Query',
        resource: `${arn.replace(table, 'with-index')}/index/by-owner`,
        context: {
          'dynamodb:LeadingKeys': ['globex'],
          'dynamodb:Attributes': ['owner'],
          'dynamodb:Select': 'ALL_PROJECTED_ATTRIBUTES',
        },
      },
    ]);
    assert.equal(reply?.['Count'], 1);
    await dynamodb.ok('UpdateItem', {
      TableName: 'with-index',
      Key: { pk: { S: '1' } },
      UpdateExpression: 'SET #o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'acme' } },
    });
    assert.equal((await dynamodb.ok('Query', byOwner('globex')))['Count'], 0);
    assert.equal((await dynamodb.ok('Query', byOwner('acme')))['Count'], 1);
  });
});

/** dynalite activates a table on a timer of 0 ms. */
async function untilActive(dynamodb: Harness, name: string): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const { Table } = await dynamodb.ok('DescribeTable', { TableName: name });
    if ((Table as { TableStatus: string }).TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`${name} did not become active`);
}

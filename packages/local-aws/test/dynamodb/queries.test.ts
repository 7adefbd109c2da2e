import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { arn, Harness, type Input, key, table } from './harness.ts';

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

describe('DynamoDB queries', () => {
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

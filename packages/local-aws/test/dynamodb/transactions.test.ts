import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Harness, type Input, key, table } from './harness.ts';

const acme = 'TENANT#acme';

function put(sk: string, rest: Input = {}, more: Input = {}): Input {
  return { Put: { TableName: table, Item: { ...key(acme, sk), ...rest }, ...more } };
}

function check(sk: string, condition: string, more: Input = {}): Input {
  return { ConditionCheck: { TableName: table, Key: key(acme, sk), ConditionExpression: condition, ...more } };
}

function text(value: string): Input {
  return { v: { S: value } };
}

describe('DynamoDB transactions', () => {
  let dynamodb: Harness;
  let now = 0;
  beforeEach(async () => {
    now = 1_000_000;
    dynamodb = await Harness.start({ now: () => now });
  });
  afterEach(() => dynamodb.close());

  it('writes all items of a transaction', async () => {
    await dynamodb.put(acme, 'updated', { n: { N: '1' } });
    await dynamodb.put(acme, 'deleted');
    await dynamodb.ok('TransactWriteItems', {
      TransactItems: [
        put('new', text('x'), { ConditionExpression: 'attribute_not_exists(pk)' }),
        {
          Update: {
            TableName: table,
            Key: key(acme, 'updated'),
            UpdateExpression: 'ADD n :one',
            ConditionExpression: 'n = :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        { Delete: { TableName: table, Key: key(acme, 'deleted') } },
        check('absent', 'attribute_not_exists(pk)'),
      ],
    });
    assert.deepEqual(await dynamodb.get(acme, 'new'), { ...key(acme, 'new'), ...text('x') });
    assert.deepEqual(await dynamodb.get(acme, 'updated'), { ...key(acme, 'updated'), n: { N: '2' } });
    assert.equal(await dynamodb.get(acme, 'deleted'), undefined);
    assert.equal(await dynamodb.get(acme, 'absent'), undefined);
  });

  it('writes nothing when one condition fails, and says which', async () => {
    await dynamodb.put(acme, 'held', text('old'));
    const error = await dynamodb.fails('TransactWriteItems', {
      TransactItems: [
        put('first', text('x')),
        put('held', text('new'), {
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        check('held', 'v = :v', { ExpressionAttributeValues: { ':v': { S: 'old' } } }),
      ].slice(0, 2),
    });
    assert.equal(error.code, 'TransactionCanceledException');
    assert.equal(error.status, 400);
    assert.equal(
      error.message,
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    );
    assert.deepEqual(error.members, {
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key(acme, 'held'), ...text('old') },
        },
      ],
    });
    assert.equal(await dynamodb.get(acme, 'first'), undefined);
    assert.deepEqual(await dynamodb.get(acme, 'held'), { ...key(acme, 'held'), ...text('old') });
  });

  it('shows the item of a failed condition only to the step that asked for it', async () => {
    await dynamodb.put(acme, 'held', text('old'));
    const error = await dynamodb.fails('TransactWriteItems', {
      TransactItems: [check('held', 'attribute_not_exists(pk)')],
    });
    assert.deepEqual(error.members['CancellationReasons'], [
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ]);
  });

  it('reports an update that cannot be applied as ValidationError and writes nothing', async () => {
    await dynamodb.put(acme, 'text', text('x'));
    const error = await dynamodb.fails('TransactWriteItems', {
      TransactItems: [
        put('first'),
        {
          Update: {
            TableName: table,
            Key: key(acme, 'text'),
            UpdateExpression: 'SET v = v + :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
    const reasons = error.members['CancellationReasons'] as { Code: string }[];
    assert.deepEqual(
      reasons.map(({ Code }) => Code),
      ['None', 'ValidationError'],
    );
    assert.equal(await dynamodb.get(acme, 'first'), undefined);
  });

  const malformed: readonly (readonly [string, Input])[] = [
    ['no items', { TransactItems: [] }],
    ['no list', { TransactItems: { Put: {} } }],
    ['101 items', { TransactItems: Array.from({ length: 101 }, (_, index) => put(`item${index}`)) }],
    ['an item with two operations', { TransactItems: [{ ...put('a'), ...check('b', 'attribute_exists(pk)') }] }],
    ['an item with none', { TransactItems: [{}] }],
    ['an unknown operation', { TransactItems: [{ Get: { TableName: table, Key: key(acme, 'a') } }] }],
    ['an unknown operation beside a known one', { TransactItems: [{ ...put('a'), Other: {} }] }],
    ['null', { TransactItems: [null] }],
    ['two operations on one item', { TransactItems: [put('a'), check('a', 'attribute_exists(pk)')] }],
    ['a check without a condition', { TransactItems: [{ ConditionCheck: { TableName: table, Key: key(acme, 'a') } }] }],
    ['an update without an expression', { TransactItems: [{ Update: { TableName: table, Key: key(acme, 'a') } }] }],
    ['an item without its sort key', { TransactItems: [{ Put: { TableName: table, Item: { pk: { S: acme } } } }] }],
    [
      'a key that is a number',
      { TransactItems: [{ Delete: { TableName: table, Key: { ...key(acme, 'a'), pk: { N: '1' } } } }] },
    ],
    ['a bad token', { TransactItems: [put('a')], ClientRequestToken: 'x'.repeat(37) }],
    [
      'an unknown ReturnValuesOnConditionCheckFailure',
      { TransactItems: [put('a', {}, { ReturnValuesOnConditionCheckFailure: 'NEW' })] },
    ],
  ];
  for (const [what, input] of malformed)
    it(`refuses ${what} before asking IAM`, async () => {
      const { error, asks } = await dynamodb.call('TransactWriteItems', input);
      assert.equal(error?.code, 'ValidationException');
      assert.deepEqual(asks, []);
    });

  it('accepts 100 items', async () => {
    await dynamodb.ok('TransactWriteItems', {
      TransactItems: Array.from({ length: 100 }, (_, index) => put(`i${index}`)),
    });
    assert.notEqual(await dynamodb.get(acme, 'i99'), undefined);
  });

  it('refuses more than 4 MB in all', async () => {
    const large = text('x'.repeat(390 * 1024));
    const error = await dynamodb.fails('TransactWriteItems', {
      TransactItems: Array.from({ length: 11 }, (_, index) => put(`i${index}`, large)),
    });
    assert.equal(error.code, 'ValidationException');
    assert.equal(await dynamodb.get(acme, 'i0'), undefined);
  });

  describe('with a client request token', () => {
    const increment: Input = {
      ClientRequestToken: 'token-1',
      TransactItems: [
        {
          Update: {
            TableName: table,
            Key: key(acme, 'counter'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    };
    const counter = async () => (await dynamodb.get(acme, 'counter')) as { n: { N: string } };

    it('does a repeated request once within 10 minutes, and again after them', async () => {
      await dynamodb.ok('TransactWriteItems', increment);
      now += 10 * 60 * 1000 - 1;
      await dynamodb.ok('TransactWriteItems', increment);
      assert.equal((await counter()).n.N, '1');
      now += 1;
      await dynamodb.ok('TransactWriteItems', increment);
      assert.equal((await counter()).n.N, '2');
    });

    it('refuses another request with the same token', async () => {
      await dynamodb.ok('TransactWriteItems', increment);
      const error = await dynamodb.fails('TransactWriteItems', { ...increment, TransactItems: [put('other')] });
      assert.equal(error.code, 'IdempotentParameterMismatchException');
      assert.equal(await dynamodb.get(acme, 'other'), undefined);
    });

    it('keeps the tokens of two callers apart', async () => {
      await dynamodb.ok('TransactWriteItems', increment);
      await dynamodb.ok('TransactWriteItems', { ...increment, TransactItems: [put('other')] }, { caller: 'bob' });
      assert.notEqual(await dynamodb.get(acme, 'other'), undefined);
    });

    it('does not remember a request that was cancelled', async () => {
      const conditional = {
        ...increment,
        TransactItems: [put('x', {}, { ConditionExpression: 'attribute_exists(pk)' })],
      };
      await dynamodb.fails('TransactWriteItems', conditional);
      await dynamodb.put(acme, 'x', text('before'));
      await dynamodb.ok('TransactWriteItems', conditional);
      assert.deepEqual(await dynamodb.get(acme, 'x'), key(acme, 'x'));
    });

    it('asks IAM again for a request that was done', async () => {
      await dynamodb.ok('TransactWriteItems', increment);
      const error = await dynamodb.fails('TransactWriteItems', increment, { allow: () => false });
      assert.equal(error.code, 'AccessDeniedException');
    });
  });

  it('answers TransactGetItems in order, with an empty entry for an absent item', async () => {
    await dynamodb.put(acme, 'here', text('x'));
    const reply = await dynamodb.ok('TransactGetItems', {
      TransactItems: ['absent', 'here'].map((sk) => ({ Get: { TableName: table, Key: key(acme, sk) } })),
      ReturnConsumedCapacity: 'TOTAL',
    });
    assert.deepEqual(reply, {
      Responses: [{}, { Item: { ...key(acme, 'here'), ...text('x') } }],
      ConsumedCapacity: [{ TableName: table, CapacityUnits: 2 }],
    });
  });

  it('ends with the missing table when one of its tables does not exist', async () => {
    const error = await dynamodb.fails('TransactWriteItems', {
      TransactItems: [put('a'), { Put: { TableName: 'no-such-table', Item: key(acme, 'b') } }],
    });
    assert.equal(error.code, 'ResourceNotFoundException');
    assert.equal(await dynamodb.get(acme, 'a'), undefined);
  });
});

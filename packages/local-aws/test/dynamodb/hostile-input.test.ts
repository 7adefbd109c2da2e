import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Harness, type Input, key, leadingKeys, table } from './harness.ts';

const acme = 'TENANT#acme';
const globex = 'TENANT#globex';

/** As the wire would: the last of two equal names wins, and `__proto__` is a member like any other. */
function json(text: string): Input {
  return JSON.parse(text.replaceAll('TABLE', table));
}

function query(condition: string, more: Input = {}): Input {
  return {
    TableName: table,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: { ':a': { S: acme }, ':g': { S: globex } },
    ...more,
  };
}

const both = { ':a': { S: acme }, ':g': { S: globex } };
const onlyAcme = { ExpressionAttributeValues: { ':a': { S: acme } } };
const eq = (value: unknown) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] });

/** Requests that must be refused without asking IAM, because no one partition can be told. */
const refused: readonly (readonly [string, string, Input])[] = [
  ['a partition chosen by OR', 'Query', query('pk = :a OR pk = :g')],
  ['two partitions by AND', 'Query', query('pk = :a AND pk = :g')],
  [
    'two partitions through an alias',
    'Query',
    query('pk = :a AND #p = :g', { ExpressionAttributeNames: { '#p': 'pk' } }),
  ],
  ['two partitions, one with reversed operands', 'Query', query('pk = :a AND :g = pk')],
  ['two partitions in nested parentheses', 'Query', query('(pk = :a) AND ((pk = :g))')],
  ['a range of partitions', 'Query', query('pk BETWEEN :a AND :g')],
  ['every partition above one', 'Query', query('pk > :a', onlyAcme)],
  ['every partition with a prefix', 'Query', query('begins_with(pk, :a)', onlyAcme)],
  ['every partition but one', 'Query', query('pk <> :a', onlyAcme)],
  ['one of several partitions', 'Query', query('pk IN (:a, :g)')],
  ['the negation of a partition', 'Query', query('NOT pk = :a', onlyAcme)],
  ['a partition in other case', 'Query', query('PK = :a', onlyAcme)],
  ['only a sort key', 'Query', query('sk = :a', onlyAcme)],
  ['a nested partition', 'Query', query('pk.inner = :a', onlyAcme)],
  ['a partition compared with an attribute', 'Query', query('pk = sk AND pk = :a', onlyAcme)],
  ['an alias that is not defined', 'Query', query('#p = :a', onlyAcme)],
  ['a partition that is a number', 'Query', query('pk = :n', { ExpressionAttributeValues: { ':n': { N: '1' } } })],
  ['a partition of two types', 'Query', query('pk = :a', { ExpressionAttributeValues: { ':a': { S: acme, N: '1' } } })],
  ['a partition that is null', 'Query', query('pk = :a', { ExpressionAttributeValues: { ':a': null } })],
  ['no condition', 'Query', { TableName: table }],
  [
    'legacy and new conditions together',
    'Query',
    query('pk = :a', { ...onlyAcme, KeyConditions: { pk: eq({ S: globex }) } }),
  ],
  [
    'a legacy range of partitions',
    'Query',
    { TableName: table, KeyConditions: { pk: { ComparisonOperator: 'GE', AttributeValueList: [{ S: acme }] } } },
  ],
  [
    'two values of a legacy condition',
    'Query',
    {
      TableName: table,
      KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: acme }, { S: globex }] } },
    },
  ],
  [
    'a legacy condition without a value',
    'Query',
    { TableName: table, KeyConditions: { pk: { ComparisonOperator: 'EQ' } } },
  ],
  [
    'a page that starts in another partition',
    'Query',
    query('pk = :a', { ...onlyAcme, ExclusiveStartKey: key(globex, 'x') }),
  ],
  [
    'a page that starts in another partition, with a range',
    'Query',
    query('pk = :a AND sk > :a', { ...onlyAcme, ExclusiveStartKey: key(globex, 'x') }),
  ],
  [
    '__proto__ as a condition',
    'Query',
    json(
      `{"TableName":"TABLE","KeyConditions":{"__proto__":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"${globex}"}]}}}`,
    ),
  ],
  [
    '__proto__ as an alias',
    'Query',
    query('#p = :a', { ...onlyAcme, ExpressionAttributeNames: { '#p': '__proto__' } }),
  ],
  ['__proto__ in an expression', 'Query', query('__proto__ = :a', onlyAcme)],
  [
    '__proto__ in a key',
    'GetItem',
    json(`{"TableName":"TABLE","Key":{"sk":{"S":"a"},"__proto__":{"pk":{"S":"${globex}"}}}}`),
  ],
  [
    '__proto__ in an item',
    'PutItem',
    json(`{"TableName":"TABLE","Item":{"sk":{"S":"a"},"__proto__":{"pk":{"S":"${globex}"}}}}`),
  ],
  [
    '__proto__ as a type',
    'GetItem',
    json(`{"TableName":"TABLE","Key":{"sk":{"S":"a"},"pk":{"__proto__":{"S":"${globex}"}}}}`),
  ],
  [
    '__proto__ as the whole request',
    'GetItem',
    json(`{"__proto__":{"TableName":"TABLE","Key":{"pk":{"S":"${globex}"},"sk":{"S":"a"}}}}`),
  ],
  ['__proto__ as a table', 'BatchGetItem', json('{"RequestItems":{"__proto__":{"Keys":[{}]}}}')],
  ['a key with a further attribute', 'GetItem', { TableName: table, Key: { ...key(acme, 'a'), PK: { S: globex } } }],
  ['a key in other case', 'GetItem', { TableName: table, Key: { PK: { S: acme }, sk: { S: 'a' } } }],
  ['an empty key', 'GetItem', { TableName: table, Key: { pk: { S: '' }, sk: { S: 'a' } } }],
  ['a binary key', 'GetItem', { TableName: table, Key: { pk: { B: 'YQ==' }, sk: { S: 'a' } } }],
  ['a key of two types', 'GetItem', { TableName: table, Key: { pk: { S: acme, B: 'YQ==' }, sk: { S: 'a' } } }],
  ['a partition key above 2,048 bytes', 'GetItem', { TableName: table, Key: key('é'.repeat(1025), 'a') }],
  ['a sort key above 1,024 bytes', 'GetItem', { TableName: table, Key: key(acme, 'é'.repeat(513)) }],
  [
    'a write that is a put and a delete',
    'BatchWriteItem',
    { RequestItems: { [table]: [{ PutRequest: { Item: key(acme, 'a') }, DeleteRequest: { Key: key(globex, 'a') } }] } },
  ],
  ['a write that is neither', 'BatchWriteItem', { RequestItems: { [table]: [{ Other: {} }] } }],
  ['a write that is null', 'BatchWriteItem', { RequestItems: { [table]: [null] } }],
  ['a batch key that is null', 'BatchGetItem', { RequestItems: { [table]: { Keys: [null] } } }],
  [
    'an update of the partition key',
    'UpdateItem',
    { TableName: table, Key: { sk: { S: 'a' } }, UpdateExpression: 'SET pk = :a', ...onlyAcme },
  ],
  ['parentheses beyond the limit', 'Query', query(`${'('.repeat(20)}pk = :a${')'.repeat(20)}`, onlyAcme)],
  ['an expression above 4 KB', 'Query', query(`pk = :a ${' '.repeat(4096)}`, onlyAcme)],
  ['a table name with a slash', 'GetItem', { TableName: `${table}/index/x`, Key: key(acme, 'a') }],
  ['a value nested beyond the limit', 'PutItem', { TableName: table, Item: { ...key(acme, 'a'), v: nested(60) } }],
];

function nested(levels: number): unknown {
  return levels === 0 ? { S: 'x' } : { L: [nested(levels - 1)] };
}

/** Requests that say one partition in an unusual way: it is asked, and nothing else is read. */
const unusual: readonly (readonly [string, string, Input])[] = [
  ['reversed operands', 'Query', query(':a = pk', onlyAcme)],
  ['an alias', 'Query', query('#x = :a', { ...onlyAcme, ExpressionAttributeNames: { '#x': 'pk' } })],
  ['parentheses', 'Query', query('(:a = pk) AND (sk >= :a)', onlyAcme)],
  [
    'the sort key first',
    'Query',
    query('sk < :z AND pk = :a', { ExpressionAttributeValues: { ':a': { S: acme }, ':z': { S: 'zzz' } } }),
  ],
  ['legacy conditions', 'Query', { TableName: table, KeyConditions: { pk: eq({ S: acme }) } }],
  [
    'a name given twice',
    'Query',
    json(
      `{"TableName":"TABLE","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"${globex}"},":a":{"S":"${acme}"}}}`,
    ),
  ],
  [
    'members of the parser in the request',
    'Query',
    query('pk = :a', { ...onlyAcme, _keyCondition: { expression: {} }, _filter: {}, KeyConditions: null }),
  ],
  [
    'a filter on the other partition',
    'Query',
    query('pk = :a', { ExpressionAttributeValues: both, FilterExpression: 'owner_ <> :g' }),
  ],
];

describe('DynamoDB against hostile requests', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
    for (const partition of [acme, globex]) await dynamodb.put(partition, 'mine', { owner_: { S: partition } });
  });
  after(() => dynamodb.close());

  for (const [what, operation, input] of refused)
    it(`refuses ${what} before asking IAM (${operation})`, async () => {
      const { error, asks } = await dynamodb.call(operation, input);
      assert.equal(error?.code, 'ValidationException');
      assert.equal(error.status, 400);
      assert.deepEqual(asks, []);
    });

  for (const [what, operation, input] of unusual)
    it(`asks exactly the partition it reads: ${what}`, async () => {
      const { error, asks, reply } = await dynamodb.call(operation, input);
      assert.equal(error, null);
      assert.deepEqual(asks.map(leadingKeys), [[acme]]);
      const items = reply?.['Items'] as { pk: { S: string } }[];
      assert.ok(items.every(({ pk }) => pk.S === acme));
    });

  for (const [what, input] of [
    ['in a key', { TableName: table, Key: key(`${acme}\ud800`, 'a') }],
    ['in a name', { TableName: table, Key: { ...key(acme, 'a'), 'x\udfff': { S: 'x' } } }],
  ] as const)
    it(`refuses text without a UTF-8 form ${what}, which would share a stored key with other text`, async () => {
      const { error, asks } = await dynamodb.call('GetItem', input);
      assert.equal(error?.code, 'SerializationException');
      assert.deepEqual(asks, []);
    });

  it('answers a filter that dynalite cannot evaluate with an error, and lives on', async () => {
    await dynamodb.put('odd', 'x', { n: { N: '1' } });
    const { error } = await dynamodb.call('Query', {
      TableName: table,
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'n BETWEEN :n AND absent_',
      ExpressionAttributeValues: { ':p': { S: 'odd' }, ':n': { N: '0' } },
    });
    assert.equal(error?.code, 'InternalServerError');
    assert.notEqual(await dynamodb.get('odd', 'x'), undefined);
  });

  it('answers a condition that dynalite cannot evaluate with an error, writes nothing, and lives on', async () => {
    await dynamodb.put('odd', 'x', { n: { N: '1' } });
    const error = await dynamodb.fails('DeleteItem', {
      TableName: table,
      Key: key('odd', 'x'),
      ConditionExpression: 'n BETWEEN :n AND absent_',
      ExpressionAttributeValues: { ':n': { N: '0' } },
    });
    assert.equal(error.code, 'InternalServerError');
    assert.match(error.message, /^TypeError/);
    assert.notEqual(await dynamodb.get('odd', 'x'), undefined);
  });

  it('keeps names of Object.prototype as plain attributes', async () => {
    const item = {
      ...key(acme, 'constructor'),
      constructor: { S: 'c' },
      toString: { S: 't' },
      hasOwnProperty: { S: 'h' },
    };
    await dynamodb.ok('PutItem', { TableName: table, Item: item });
    assert.deepEqual(await dynamodb.get(acme, 'constructor'), item);
    await dynamodb.fails('PutItem', {
      TableName: table,
      Item: key(acme, 'mine'),
      ConditionExpression: 'attribute_exists(toString)',
    });
    assert.equal(Object.hasOwn(Object.prototype, 'S'), false);
  });
});

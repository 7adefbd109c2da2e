import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Ask } from '../../src/endpoint/aws-service.ts';
import { Harness, type Input, key, leadingKeys, table } from './harness.ts';

/*
 * For any mix of requests, well-formed or not: an item that is returned or changed lies in a partition that IAM was asked
 * about for this very call. Queries are built from fragments that try to name two partitions at once.
 */

const partitions = [
  'TENANT#acme',
  'TENANT#acme2',
  'TENANT#acme|SERVICE#orders',
  'TENANT#globex',
  'tenant#acme',
  'TENANT#é',
];
const sortKeys = ['a', 'b', 'a#'];

const partition = fc.constantFrom(...partitions);
const itemKey = fc.tuple(partition, fc.constantFrom(...sortKeys)).map(([pk, sk]) => key(pk, sk));
const marked = fc.tuple(itemKey, fc.integer({ min: 0, max: 9 })).map(([Key, n]) => ({ ...Key, n: { N: String(n) } }));

type Request = readonly [operation: string, input: Input];

const condition = fc
  .tuple(
    fc.constantFrom('pk', '#p', '(pk', ':one', 'PK'),
    fc.constantFrom('=', '<>', '>=', ' IN '),
    fc.constantFrom(':one', ':two', 'pk', '#p', '(:one, :two)'),
    fc.constantFrom(
      '',
      ')',
      ' AND sk >= :sk',
      ' AND begins_with(sk, :sk)',
      ' AND pk = :two',
      ' AND :two = #p',
      ' OR pk = :two',
      ') AND ((#p = :two))',
    ),
  )
  .map((parts) => parts.join(''));

const validCondition = fc.constantFrom(
  'pk = :one',
  ':one = pk',
  '#p = :one',
  '(pk = :one) AND (sk >= :sk)',
  'sk <= :sk AND :one = #p',
  '#p = :one AND begins_with(sk, :sk)',
);

const query = fc
  .record({
    text: fc.oneof(validCondition, condition),
    one: partition,
    two: partition,
    sk: fc.constantFrom(...sortKeys),
    start: fc.option(itemKey),
    limit: fc.option(fc.integer({ min: 1, max: 2 })),
    forward: fc.boolean(),
  })
  .map(({ text, one, two, sk, start, limit, forward }): Request => {
    const values = { ':one': { S: one }, ':two': { S: two }, ':sk': { S: sk } };
    const used = Object.entries(values).filter(([name]) => text.includes(name));
    return [
      'Query',
      {
        TableName: table,
        KeyConditionExpression: text,
        ExpressionAttributeValues: Object.fromEntries(used),
        ...(text.includes('#p') ? { ExpressionAttributeNames: { '#p': 'pk' } } : {}),
        ExclusiveStartKey: start,
        Limit: limit,
        ScanIndexForward: forward,
      },
    ];
  });

const legacyQuery = fc
  .tuple(
    partition,
    fc.array(partition, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('EQ', 'GE', 'BETWEEN', 'BEGINS_WITH'),
  )
  .map(
    ([one, list, operator]): Request => [
      'Query',
      {
        TableName: table,
        KeyConditions: {
          pk: { ComparisonOperator: operator, AttributeValueList: list.map((value) => ({ S: value })) },
          ...(one.length % 2 === 0 ? { sk: { ComparisonOperator: 'GE', AttributeValueList: [{ S: 'a' }] } } : {}),
        },
      },
    ],
  );

const update = (Key: unknown, n: number) => ({
  TableName: table,
  Key,
  UpdateExpression: 'SET n = :n',
  ExpressionAttributeValues: { ':n': { N: String(n) } },
});

const single = fc.oneof(
  itemKey.map((Key): Request => ['GetItem', { TableName: table, Key }]),
  marked.map((Item): Request => ['PutItem', { TableName: table, Item, ReturnValues: 'ALL_OLD' }]),
  fc
    .tuple(itemKey, fc.nat(9))
    .map(([Key, n]): Request => ['UpdateItem', { ...update(Key, n), ReturnValues: 'ALL_NEW' }]),
  itemKey.map((Key): Request => ['DeleteItem', { TableName: table, Key, ReturnValues: 'ALL_OLD' }]),
);

const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 4 });

const batches = fc.oneof(
  some(itemKey).map((Keys): Request => ['BatchGetItem', { RequestItems: { [table]: { Keys } } }]),
  some(
    fc.oneof(
      marked.map((Item) => ({ PutRequest: { Item } })),
      itemKey.map((Key) => ({ DeleteRequest: { Key } })),
    ),
  ).map((writes): Request => ['BatchWriteItem', { RequestItems: { [table]: writes } }]),
);

const transactions = fc.oneof(
  some(itemKey).map(
    (keys): Request => ['TransactGetItems', { TransactItems: keys.map((Key) => ({ Get: { TableName: table, Key } })) }],
  ),
  some(
    fc.oneof(
      marked.map((Item) => ({ Put: { TableName: table, Item } })),
      fc.tuple(itemKey, fc.nat(9)).map(([Key, n]) => ({ Update: update(Key, n) })),
      itemKey.map((Key) => ({ Delete: { TableName: table, Key } })),
      fc.tuple(itemKey, fc.boolean()).map(([Key, exists]) => ({
        ConditionCheck: {
          TableName: table,
          Key,
          ConditionExpression: exists ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      })),
    ),
  ).map((items): Request => ['TransactWriteItems', { TransactItems: items }]),
);

const request = fc.oneof(
  query,
  legacyQuery,
  single,
  batches,
  transactions,
  fc.constant<Request>(['Scan', { TableName: table }]),
);

/** Every partition key anywhere in a reply or error. */
function partitionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(partitionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'pk' ? [(inner as { S: string }).S] : partitionsIn(inner),
  );
}

describe('the partitions of any request', () => {
  let dynamodb: Harness;
  before(async () => {
    dynamodb = await Harness.start();
  });
  after(() => dynamodb.close());

  beforeEach(async () => {
    for (const pk of partitions) for (const sk of sortKeys) await dynamodb.put(pk, sk, { n: { N: '0' } });
  });

  async function contents(): Promise<Map<string, string>> {
    const { Items } = await dynamodb.ok('Scan', { TableName: table });
    const items = Items as { pk: { S: string }; sk: { S: string }; n: unknown }[];
    return new Map(items.map((item) => [`${item.pk.S} / ${item.sk.S}`, JSON.stringify([item.pk.S, item.n])]));
  }

  function changed(earlier: Map<string, string>, later: Map<string, string>): string[] {
    const names = new Set([...earlier.keys(), ...later.keys()]);
    return [...names]
      .filter((name) => earlier.get(name) !== later.get(name))
      .map((name) => JSON.parse(earlier.get(name) ?? later.get(name) ?? '[]')[0]);
  }

  async function touched([operation, input]: Request, allow: (ask: Ask) => boolean) {
    const earlier = await contents();
    const answer = await dynamodb.call(operation, input, { allow });
    const visible = [...partitionsIn(answer.reply), ...partitionsIn(answer.error?.members)];
    return { answer, reached: new Set([...visible, ...changed(earlier, await contents())]) };
  }

  it('are all among the leading keys IAM was asked about', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(request, async (sent) => {
        if (sent[0] === 'Scan') return;
        const { answer, reached } = await touched(sent, () => true);
        const asked = new Set(answer.asks.flatMap((ask) => leadingKeys(ask) as string[]));
        assert.ok(
          [...reached].every((value) => asked.has(value)),
          `${[...reached]} reached, ${[...asked]} asked`,
        );
        if (reached.size > 0) answered += 1;
      }),
      { numRuns: 1500 },
    );
    assert.ok(answered > 300, `only ${answered} requests reached an item`);
  });

  it('are only the one a policy with ForAllValues and a Null guard allows', async () => {
    let [answered, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(request, fc.nat(99), async (sent, pick) => {
        // Half of the time one of those the request names: any other would be refused nearly always.
        const named = pick % 2 === 0 ? partitions.filter((value) => JSON.stringify(sent).includes(`"${value}"`)) : [];
        const candidates = named.length === 0 ? partitions : named;
        const own = candidates[pick % candidates.length];
        const { answer, reached } = await touched(sent, (ask) => {
          const keys = leadingKeys(ask) as string[] | undefined;
          return keys?.every((value) => value === own) ?? false;
        });
        assert.ok(
          [...reached].every((value) => value === own),
          `${[...reached]} reached by ${own}`,
        );
        if (reached.size > 0) answered += 1;
        if (answer.error?.code === 'AccessDeniedException') refused += 1;
      }),
      { numRuns: 1500 },
    );
    assert.ok(answered > 100 && refused > 300, `${answered} reached an item, ${refused} were refused`);
  });
});

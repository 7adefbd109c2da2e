import assert from 'node:assert/strict';
import { localDeployment, policySet } from '@leasehold/policies';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createDynamoDbService } from '../../src/dynamodb/index.ts';
import type { StoredRecord } from '../../src/streams/stream-record.ts';
import { TableStream } from '../../src/streams/table-stream.ts';
import { Harness, key, table } from '../dynamodb/harness.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a write's stream record", () => {
  let harness: Harness;
  let stream: TableStream;
  let records: { readonly shard: string; readonly stored: StoredRecord }[];
  beforeEach(async () => {
    stream = new TableStream(localDeployment, () => 1_700_000_000_999);
    records = [];
    stream.listen((shard, stored) => records.push({ shard, stored }));
    harness = new Harness(await createDynamoDbService({ policies: policySet(localDeployment), now: () => 0, stream }));
  });
  afterEach(() => harness.close());

  const told = () => {
    const found = records.map(({ stored: { record } }) => {
      const { pk, sk } = record.dynamodb.Keys as ReturnType<typeof key>;
      return `${record.eventName} ${pk.S} ${sk.S}`;
    });
    records = [];
    return found;
  };
  const Key = key('TENANT#acme', 'CONFIG#a');

  it("has AWS's shape, the item's key and no attribute's value", async () => {
    await harness.put('TENANT#acme', 'CONFIG#a', { value: { S: 'not for a stream' } });
    const [{ stored } = assert.fail()] = records;
    const { eventID, ...rest } = stored.record;
    assert.match(eventID, /^[0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: 1_700_000_000,
        Keys: Key,
        SequenceNumber: '100000000000000000001',
        SizeBytes: 'pk'.length + 'TENANT#acme'.length + 'sk'.length + 'CONFIG#a'.length,
        StreamViewType: 'KEYS_ONLY',
      },
    });
  });

  it('says whether the item was added, changed or removed, whatever the operation', async () => {
    const names = { ExpressionAttributeNames: { '#v': 'v' } };
    const values = (text: string) => ({ ExpressionAttributeValues: { ':v': { S: text } } });
    await harness.ok('PutItem', { TableName: table, Item: Key });
    await harness.ok('UpdateItem', {
      TableName: table,
      Key,
      UpdateExpression: 'SET #v = :v',
      ...names,
      ...values('1'),
    });
    await harness.ok('DeleteItem', { TableName: table, Key });
    assert.deepEqual(told(), [
      'INSERT TENANT#acme CONFIG#a',
      'MODIFY TENANT#acme CONFIG#a',
      'REMOVE TENANT#acme CONFIG#a',
    ]);
    await harness.ok('UpdateItem', {
      TableName: table,
      Key,
      UpdateExpression: 'SET #v = :v',
      ...names,
      ...values('1'),
    });
    assert.deepEqual(told(), ['INSERT TENANT#acme CONFIG#a']);
    await harness.ok('BatchWriteItem', {
      RequestItems: {
        [table]: [{ DeleteRequest: { Key } }, { PutRequest: { Item: key('TENANT#acme', 'CONFIG#b') } }],
      },
    });
    assert.deepEqual(told().sort(), ['INSERT TENANT#acme CONFIG#b', 'REMOVE TENANT#acme CONFIG#a']);
    await harness.ok('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: table, Item: Key } },
        {
          Update: {
            TableName: table,
            Key: key('TENANT#acme', 'CONFIG#b'),
            UpdateExpression: 'SET #v = :v',
            ...names,
            ...values('2'),
          },
        },
        {
          ConditionCheck: {
            TableName: table,
            Key: key('TENANT#acme', 'CONFIG#c'),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ],
    });
    assert.deepEqual(told(), ['INSERT TENANT#acme CONFIG#a', 'MODIFY TENANT#acme CONFIG#b']);
  });

  it('does not exist where nothing changed', async () => {
    const Item = { ...Key, set: { SS: ['a', 'b'] }, map: { M: { n: { N: '1' } } } };
    await harness.ok('PutItem', { TableName: table, Item });
    told();
    await harness.ok('PutItem', { TableName: table, Item });
    await harness.ok('PutItem', { TableName: table, Item: { ...Item, set: { SS: ['b', 'a'] } } });
    await harness.ok('DeleteItem', { TableName: table, Key: key('TENANT#acme', 'CONFIG#none') });
    await harness.ok('TransactWriteItems', { TransactItems: [{ Put: { TableName: table, Item } }] });
    assert.deepEqual(told(), []);
    await harness.ok('PutItem', { TableName: table, Item: { ...Item, map: { M: { n: { N: '2' } } } } });
    assert.deepEqual(told(), ['MODIFY TENANT#acme CONFIG#a']);
  });

  it('does not exist where the write was refused, failed or cancelled', async () => {
    await harness.put('TENANT#acme', 'CONFIG#a');
    told();
    const unmet = { TableName: table, ConditionExpression: 'attribute_not_exists(pk)' };
    await harness.fails('PutItem', { ...unmet, Item: { ...Key, v: { S: '1' } } });
    await harness.fails('DeleteItem', { ...unmet, Key });
    await harness.fails('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: table, Item: key('TENANT#acme', 'CONFIG#new') } },
        { Put: { ...unmet, Item: { ...Key, v: { S: '1' } } } },
      ],
    });
    await harness.fails('PutItem', { TableName: table, Item: key('TENANT#acme', 'x') }, { allow: () => false });
    await harness.fails('PutItem', { TableName: 'missing', Item: Key });
    assert.deepEqual(told(), []);
  });

  it('does not exist for another table', async () => {
    await harness.ok('CreateTable', {
      TableName: 'other',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    const status = async () => {
      const { Table } = await harness.ok('DescribeTable', { TableName: 'other' });
      return (Table as Record<string, unknown>)['TableStatus'];
    };
    for (let asked = 0; asked < 1_000 && (await status()) !== 'ACTIVE'; asked++) await turn();
    await harness.ok('PutItem', { TableName: 'other', Item: { pk: { S: 'a' } } });
    assert.deepEqual(told(), []);
  });

  it('is, for any writes, exactly one a change, in the order of the commits and in one shard a partition', async () => {
    const write = fc.record({
      pk: fc.constantFrom('p1', 'p2', 'p3'),
      sk: fc.constantFrom('a', 'b'),
      value: fc.option(fc.constantFrom('1', '2'), { nil: null }),
      transaction: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 15 }), async (writes) => {
        records = [];
        const model = new Map<string, string>();
        for (const pk of ['p1', 'p2', 'p3'])
          for (const sk of ['a', 'b']) await harness.ok('DeleteItem', { TableName: table, Key: key(pk, sk) });
        records = [];
        const expected: string[] = [];
        for (const { pk, sk, value, transaction } of writes) {
          const before = model.get(`${pk} ${sk}`);
          const step =
            value === null
              ? { Delete: { TableName: table, Key: key(pk, sk) } }
              : { Put: { TableName: table, Item: { ...key(pk, sk), v: { S: value } } } };
          if (transaction) await harness.ok('TransactWriteItems', { TransactItems: [step] });
          else if (step.Delete) await harness.ok('DeleteItem', step.Delete);
          else if (step.Put) await harness.ok('PutItem', step.Put);
          if (value === null) model.delete(`${pk} ${sk}`);
          else model.set(`${pk} ${sk}`, value);
          if (before === undefined && value !== null) expected.push(`INSERT ${pk} ${sk}`);
          if (before !== undefined && value === null) expected.push(`REMOVE ${pk} ${sk}`);
          if (before !== undefined && value !== null && before !== value) expected.push(`MODIFY ${pk} ${sk}`);
        }
        const numbers = records.map(({ stored }) => stored.record.dynamodb.SequenceNumber);
        assert.deepEqual(numbers, [...numbers].sort());
        const shards = new Map<unknown, Set<string>>();
        for (const { shard, stored } of records) {
          const pk = stored.record.dynamodb.Keys['pk']?.['S'];
          shards.set(pk, new Set([...(shards.get(pk) ?? []), shard]));
        }
        for (const of of shards.values()) assert.equal(of.size, 1);
        assert.deepEqual(told(), expected);
      }),
      { numRuns: 40 },
    );
  });
});

import assert from 'node:assert/strict';
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LocalFunction } from '../../src/lambda/local-function.ts';
import type { MappingSettings } from '../../src/lambda/mapping/mapping-settings.ts';
import type { StreamMapping } from '../../src/lambda/mapping/stream-mapping.ts';
import { FunctionTestWorld } from './function-world.ts';

const TableName = 'leasehold-config';
const onFailureQueue = 'leasehold-refresh-failures';
const always = Number.POSITIVE_INFINITY;

/** Says each batch by the names in it; fails for a batch with a name that begins with `bad`, once for `once`. */
const source = `const seen = new Set();
export const handler = async ({ Records }) => {
  const names = Records.map(({ dynamodb }) => dynamodb.Keys.sk.S);
  console.log(JSON.stringify({ batch: names.join(' ') }));
  for (const name of names) {
    if (name.startsWith('bad')) throw new Error(name);
    if (name.startsWith('once') && !seen.has(name)) {
      seen.add(name);
      throw new Error(name);
    }
  }
};`;

/** Reports the names that begin with \`bad\` as failed, and \`once\` the first time. */
const reporting = `const seen = new Set();
export const handler = async ({ Records }) => {
  const names = Records.map(({ dynamodb }) => dynamodb.Keys.sk.S);
  console.log(JSON.stringify({ batch: names.join(' ') }));
  const failed = Records.filter(({ dynamodb }) => {
    const name = dynamodb.Keys.sk.S;
    if (name.startsWith('once') && !seen.has(name)) return seen.add(name);
    return name.startsWith('bad');
  });
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
};`;

describe('an event source mapping', () => {
  let world: FunctionTestWorld;
  let target: LocalFunction;
  let dynamo: DynamoDBClient;
  beforeEach(async () => {
    world = await FunctionTestWorld.start();
    dynamo = world.world.client(DynamoDBClient, world.aws.operator);
  });
  afterEach(() => world.stop());

  const map = async (more: Partial<MappingSettings> = {}, bundle = source): Promise<StreamMapping> => {
    target ??= await world.create(bundle);
    return world.aws.functions.mapStream({
      function: target.name,
      startingPosition: 'LATEST',
      onFailureQueue,
      ...more,
    });
  };
  afterEach(() => {
    target = undefined as unknown as LocalFunction;
  });

  /** In one commit, so that they come together; when it returns, they are on their way. */
  const put = async (pk: string, ...names: string[]) => {
    await dynamo.send(
      new TransactWriteItemsCommand({
        TransactItems: names.map((sk) => ({ Put: { TableName, Item: { pk: { S: pk }, sk: { S: sk } } } })),
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
  };
  const batches = () => world.told(target, 'batch');
  const records = () => world.aws.failures.bodies().map((body) => JSON.parse(body));
  const settled = () => world.aws.deliveries.settled();

  it("takes records to the function in AWS's shape, those of one commit together", async () => {
    target = await world.create(`export const handler = async (event) => console.log(JSON.stringify({ event }));`);
    await map();
    await put('TENANT#acme', 'a', 'b');
    await settled();
    const [event, ...none] = world.told(target, 'event') as { readonly Records: readonly Record<string, unknown>[] }[];
    assert.deepEqual(none, []);
    assert.equal(event?.Records.length, 2);
    const { eventID, dynamodb, ...first } = event.Records[0] ?? {};
    assert.match(String(eventID), /^[0-9a-f]{32}$/);
    const { SequenceNumber, ...said } = dynamodb as Record<string, unknown>;
    assert.equal(SequenceNumber, '100000000000000000001');
    assert.deepEqual(said, {
      ApproximateCreationDateTime: Math.floor(world.time.now / 1000),
      Keys: { pk: { S: 'TENANT#acme' }, sk: { S: 'a' } },
      SizeBytes: 16,
      StreamViewType: 'KEYS_ONLY',
    });
    const { eventSourceARN, ...rest } = first;
    assert.match(String(eventSourceARN), /^arn:aws:dynamodb:eu-west-1:111122223333:table\/leasehold-config\/stream\//);
    assert.deepEqual(rest, {
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
    });
  });

  it('makes no batch larger than it was told, and keeps the order', async () => {
    await map({ batchSize: 2 });
    await put('TENANT#acme', 'a', 'b', 'c', 'd', 'e');
    await settled();
    assert.deepEqual(batches(), ['a b', 'c d', 'e']);
  });

  it('waits for more while its window is open, unless the batch is full', async () => {
    await map({ batchSize: 3, batchingWindowMs: 5_000 });
    const open = world.time.asked(5_000);
    await put('TENANT#acme', 'a');
    await open;
    await put('TENANT#acme', 'b');
    assert.deepEqual(batches(), []);
    await world.time.advance(5_000);
    await settled();
    assert.deepEqual(batches(), ['a b']);
    await put('TENANT#acme', 'c', 'd', 'e');
    await settled();
    assert.deepEqual(batches(), ['a b', 'c d e']);
  });

  it('begins where it was told to', async () => {
    target = await world.create(source);
    await put('TENANT#acme', 'before');
    await map({ startingPosition: 'TRIM_HORIZON' });
    await settled();
    assert.deepEqual(batches(), ['before']);
    await map();
    await put('TENANT#acme', 'after');
    await settled();
    assert.deepEqual(batches(), ['before', 'after', 'after']);
  });

  it('lets through what a filter matches, and does with the rest', async () => {
    const mapping = await map({
      filters: [{ eventName: ['REMOVE'] }, { dynamodb: { Keys: { sk: { S: [{ prefix: 'CONFIG#' }] } } } }],
    });
    await put('TENANT#acme', 'CONFIG#a', 'HISTORY#a#1');
    await settled();
    assert.deepEqual(batches(), ['CONFIG#a']);
    assert.equal(mapping.backlog, 0);
  });

  it('retries a batch with growing waits, and holds back what is behind it in the shard', async () => {
    await map({ maximumRetryAttempts: 1 });
    const waiting = world.time.asked(1_000);
    await put('TENANT#acme', 'a', 'once');
    await waiting;
    await put('TENANT#acme', 'b');
    assert.deepEqual(batches(), ['a once']);
    await world.time.advance(1_000);
    await settled();
    assert.deepEqual(batches(), ['a once', 'a once', 'b']);
    assert.deepEqual(records(), []);
  });

  it("reports a batch that it gave up in AWS's shape, and goes on", async () => {
    await map({ maximumRetryAttempts: 1 });
    const started = world.time.now;
    const waiting = world.time.asked(1_000);
    await put('TENANT#acme', 'a', 'bad');
    await waiting;
    await world.time.advance(1_000);
    await settled();
    await put('TENANT#acme', 'b');
    await settled();
    assert.deepEqual(batches(), ['a bad', 'a bad', 'b']);
    const [record, ...none] = records();
    assert.deepEqual(none, []);
    const { requestId, ...context } = record.requestContext;
    const { shardId, streamArn, ...info } = record.DDBStreamBatchInfo;
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(context, {
      functionArn: target.arn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
    });
    assert.deepEqual(record.responseContext, {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: 'Unhandled',
    });
    assert.equal(record.version, '1.0');
    assert.match(shardId, /^shardId-\d{20}-[0-9a-f]{8}$/);
    assert.match(streamArn, /\/stream\//);
    const arrived = new Date(started).toISOString().replace(/\.\d+Z$/, 'Z');
    assert.deepEqual(info, {
      startSequenceNumber: '100000000000000000001',
      endSequenceNumber: '100000000000000000002',
      approximateArrivalOfFirstRecord: arrived,
      approximateArrivalOfLastRecord: arrived,
      batchSize: 2,
    });
  });

  it('splits a batch that failed until the bad record is alone, which is no retry', async () => {
    await map({ maximumRetryAttempts: 0, bisectBatchOnFunctionError: true, retryDelayMs: () => 0 });
    await put('TENANT#acme', 'a', 'b', 'bad', 'd');
    await settled();
    assert.deepEqual(batches(), ['a b bad d', 'a b', 'bad d', 'bad', 'd']);
    assert.deepEqual(
      records().map((record) => record.DDBStreamBatchInfo.batchSize),
      [1],
    );
  });

  it('retries from the first record that the function reported, and counts those before as done', async () => {
    await map({ maximumRetryAttempts: 1, reportBatchItemFailures: true, retryDelayMs: () => 0 }, reporting);
    await put('TENANT#acme', 'a', 'once', 'c');
    await settled();
    assert.deepEqual(batches(), ['a once c', 'once c']);
    await put('TENANT#acme', 'd', 'bad', 'e');
    await settled();
    assert.deepEqual(batches().slice(2), ['d bad e', 'bad e']);
    assert.equal(records()[0].DDBStreamBatchInfo.batchSize, 2);
  });

  it('gives up a record that is too old', async () => {
    await map({ maximumRecordAgeMs: 60_000, retryDelayMs: () => 30_001 });
    const waits = [world.time.asked(30_001)];
    await put('TENANT#acme', 'bad');
    await waits[0];
    const second = world.time.asked(30_001);
    await world.time.advance(30_001);
    await second;
    await world.time.advance(30_001);
    await settled();
    assert.deepEqual(batches(), ['bad', 'bad']);
    assert.equal(records()[0].requestContext.condition, 'RecordAgeExpired');
    assert.equal(records()[0].requestContext.approximateInvokeCount, 2);
  });

  it('keeps what comes while the function is down, and takes it there after that', async () => {
    const mapping = await map();
    const down = world.aws.deliveries.inject({
      hop: 'mapping-to-function',
      kind: 'fail',
      times: always,
      until: world.time.now + 2_500,
    });
    const second = world.time.asked(2_000);
    await put('TENANT#acme', 'a');
    await world.time.advance(1_000);
    await second;
    await put('TENANT#acme', 'b', 'c');
    assert.equal(mapping.backlog, 2);
    await world.time.advance(2_000);
    await settled();
    assert.deepEqual(batches(), ['a', 'b c']);
    assert.equal(down.hits, 2);
    assert.equal(mapping.backlog, 0);
  });

  it('loses, doubles, delays and reorders where faults say so', async () => {
    await map({ batchSize: 3 });
    const { deliveries } = world.aws;
    const named = (name: string) => (record: unknown) => JSON.stringify(record).includes(`"S":"${name}"`);
    deliveries.inject({ hop: 'stream-to-mapping', kind: 'drop', times: 1, matches: named('lost') });
    deliveries.inject({ hop: 'stream-to-mapping', kind: 'duplicate', times: 1, matches: named('twice') });
    await put('TENANT#acme', 'lost', 'a', 'twice');
    await settled();
    assert.deepEqual(batches(), ['a twice twice']);
    deliveries.inject({ hop: 'stream-to-mapping', kind: 'reorder', times: 1, matches: named('first') });
    await put('TENANT#acme', 'first', 'second');
    await settled();
    deliveries.inject({ hop: 'mapping-to-function', kind: 'reorder', times: 1 });
    await put('TENANT#acme', 'x', 'y', 'z');
    await settled();
    deliveries.inject({ hop: 'mapping-to-function', kind: 'duplicate', times: 1 });
    await put('TENANT#acme', 'doubled');
    await settled();
    deliveries.inject({ hop: 'mapping-to-function', kind: 'drop', times: 1 });
    await put('TENANT#acme', 'dropped');
    await settled();
    deliveries.inject({ hop: 'stream-to-mapping', kind: 'delay', ms: 700, times: 1 });
    await put('TENANT#acme', 'late', 'behind');
    const before = batches();
    await world.time.advance(700);
    await settled();
    assert.deepEqual(before.slice(1), ['second first', 'z y x', 'doubled', 'doubled']);
    assert.deepEqual(batches().slice(5), ['late behind']);
  });

  it('takes the records of many partitions, all of them once', async () => {
    target = await world.create(
      `export const handler = async ({ Records }) => {
        const partition = Records[0].dynamodb.Keys.pk.S;
        console.log(JSON.stringify({ batch: partition, records: Records.length }));
      };`,
    );
    await map({ batchSize: 5 });
    const partitions = Array.from({ length: 20 }, (_, index) => `TENANT#t${index}`);
    await Promise.all(partitions.map((pk) => put(pk, 'a', 'b', 'c')));
    await settled();
    const sizes = world.told(target, 'records') as readonly number[];
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      60,
    );
  });
});

describe('an event source mapping without permission', () => {
  it('leaves records where they are when the role loses its policy, and says why', async () => {
    const world = await FunctionTestWorld.start();
    try {
      const target = await world.create(source);
      const mapping = world.aws.functions.mapStream({ function: target.name, startingPosition: 'LATEST' });
      const RoleName = world.world.deployment.notifierRole;
      const iam = world.world.client(IAMClient, world.aws.operator);
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: RoleName }));
      const asksAgain = world.time.asked(1_000);
      const Item = { pk: { S: 'TENANT#acme' }, sk: { S: 'a' } };
      await world.world.client(DynamoDBClient, world.aws.operator).send(new PutItemCommand({ TableName, Item }));
      await asksAgain;
      assert.match(mapping.problem ?? '', /not authorized to perform: dynamodb:GetRecords/);
      assert.equal(mapping.backlog, 1);
      assert.equal(target.counts.attempts, 0);
    } finally {
      await world.stop();
    }
  });

  it('is refused when the role may not read the stream', async () => {
    const world = await FunctionTestWorld.start({ without: 'ReadStream' });
    try {
      const target = await world.create(source);
      assert.throws(
        () => world.aws.functions.mapStream({ function: target.name, startingPosition: 'LATEST' }),
        (error: { readonly code?: string; readonly message?: string }) => {
          assert.equal(error.code, 'InvalidParameterValueException');
          assert.match(error.message ?? '', /^Cannot access stream arn:/);
          return true;
        },
      );
    } finally {
      await world.stop();
    }
  });

  it('is refused settings that Lambda would not take', async () => {
    const world = await FunctionTestWorld.start();
    try {
      const { name } = await world.create(source);
      const wrong: readonly Partial<MappingSettings>[] = [
        { batchSize: 0 },
        { batchSize: 10_001 },
        { batchingWindowMs: 300_001 },
        { maximumRetryAttempts: -2 },
        { maximumRecordAgeMs: 59_999 },
        { filters: [{ eventName: 'not a list' }] },
        { filters: Array.from({ length: 6 }, () => ({ eventName: ['INSERT'] })) },
      ];
      for (const more of wrong) {
        assert.throws(() => world.aws.functions.mapStream({ function: name, startingPosition: 'LATEST', ...more }));
      }
      assert.throws(() => world.aws.functions.mapStream({ function: 'none', startingPosition: 'LATEST' }), {
        code: 'ResourceNotFoundException',
      });
    } finally {
      await world.stop();
    }
  });
});

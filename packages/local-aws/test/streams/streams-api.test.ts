import assert from 'node:assert/strict';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { awsError, keysOf, World } from '../world.ts';

const TableName = 'leasehold-config';

describe("the stream to AWS's own client", () => {
  let world: World;
  let client: DynamoDBStreamsClient;
  let StreamArn: string;
  beforeEach(async () => {
    world = await World.start();
    client = world.client(DynamoDBStreamsClient, world.aws.operator);
    const { Table } = await world
      .client(DynamoDBClient, world.aws.operator)
      .send(new DescribeTableCommand({ TableName }));
    assert.deepEqual(Table?.StreamSpecification, { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
    StreamArn = Table?.LatestStreamArn ?? '';
    assert.ok(StreamArn.endsWith(`:table/${TableName}/stream/${Table?.LatestStreamLabel}`));
  });
  afterEach(() => world.stop());

  const put = async (...names: string[]) => {
    const dynamo = world.client(DynamoDBClient, world.aws.operator);
    for (const name of names) {
      const Item = { pk: { S: 'TENANT#acme' }, sk: { S: name }, v: { S: `value of ${name}` } };
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    }
  };
  const shards = async () =>
    (await client.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription?.Shards ?? [];
  const iterators = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string) => {
    const found: (string | undefined)[] = [];
    for (const { ShardId } of await shards()) {
      const input = { StreamArn, ShardId, ShardIteratorType, ...(SequenceNumber ? { SequenceNumber } : {}) };
      found.push((await client.send(new GetShardIteratorCommand(input))).ShardIterator);
    }
    return found;
  };
  const read = async (from: readonly (string | undefined)[], Limit?: number) => {
    const names: (string | undefined)[] = [];
    const next: (string | undefined)[] = [];
    for (const ShardIterator of from) {
      const reply = await client.send(new GetRecordsCommand({ ShardIterator, ...(Limit ? { Limit } : {}) }));
      for (const { dynamodb } of reply.Records ?? []) names.push(dynamodb?.Keys?.['sk']?.S);
      next.push(reply.NextShardIterator);
    }
    return { names, next };
  };

  it('is listed and described', async () => {
    const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
    assert.deepEqual(
      Streams.map((stream) => stream.StreamArn),
      [StreamArn],
    );
    assert.deepEqual((await client.send(new ListStreamsCommand({ TableName: 'another' }))).Streams, []);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    assert.equal(StreamDescription?.StreamStatus, 'ENABLED');
    assert.equal(StreamDescription.CreationRequestDateTime?.getTime(), world.clock.now);
    const [first, ...others] = await shards();
    const rest = await client.send(new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId: first?.ShardId }));
    assert.deepEqual(rest.StreamDescription?.Shards, others);
  });

  it('is read from its beginning, its end, and from a record on, page by page', async () => {
    await put('a', 'b');
    const end = await iterators('LATEST');
    await put('c', 'd');
    assert.deepEqual((await read(await iterators('TRIM_HORIZON'))).names, ['a', 'b', 'c', 'd']);
    assert.deepEqual((await read(end)).names, ['c', 'd']);
    const first = await read(await iterators('TRIM_HORIZON'), 1);
    assert.deepEqual(first.names, ['a']);
    const second = await read(first.next, 2);
    assert.deepEqual(second.names, ['b', 'c']);
    assert.deepEqual((await read((await read(second.next)).next)).names, []);
    const third = '100000000000000000003';
    assert.deepEqual((await read(await iterators('AT_SEQUENCE_NUMBER', third))).names, ['c', 'd']);
    assert.deepEqual((await read(await iterators('AFTER_SEQUENCE_NUMBER', third))).names, ['d']);
  });

  it('holds no value, in its records or in the trail', async () => {
    await put('a');
    const [ShardIterator] = await iterators('TRIM_HORIZON');
    const reply = await client.send(new GetRecordsCommand({ ShardIterator }));
    assert.ok(!JSON.stringify(reply).includes('value of'));
    const record = world.aws.trail.records().at(-1);
    assert.equal(record?.eventName, 'GetRecords');
    assert.equal(record.eventCategory, 'Data');
    assert.deepEqual(record.resources?.[0]?.ARN, StreamArn);
  });

  it('keeps records for a day, and says so to who comes late', async () => {
    await put('old');
    const begin = await iterators('TRIM_HORIZON');
    world.clock.now += 24 * 3_600_000;
    client = world.client(DynamoDBStreamsClient, world.aws.operator);
    await put('kept');
    world.clock.now += 1;
    assert.deepEqual((await read(await iterators('TRIM_HORIZON'))).names, ['kept']);
    await assert.rejects(read(begin), awsError('ExpiredIteratorException', 400));
    await assert.rejects(
      iterators('AT_SEQUENCE_NUMBER', '100000000000000000001'),
      awsError('TrimmedDataAccessException', 400),
    );
  });

  it('ends iterators after 15 minutes and takes none that it did not give', async () => {
    const [ShardIterator = ''] = await iterators('TRIM_HORIZON');
    for (const wrong of ['', 'x', `${StreamArn}|1|AAAA`, `${StreamArn}|2|${ShardIterator.split('|')[2]}`]) {
      await assert.rejects(
        client.send(new GetRecordsCommand({ ShardIterator: wrong })),
        awsError('ValidationException', 400),
      );
    }
    world.clock.now += 15 * 60_000 + 1;
    client = world.client(DynamoDBStreamsClient, world.aws.operator);
    await assert.rejects(
      client.send(new GetRecordsCommand({ ShardIterator })),
      awsError('ExpiredIteratorException', 400),
    );
  });

  it('is refused to the roles of tenants and of the task, whatever they ask of it', async () => {
    const [first] = await shards();
    const [ShardIterator] = await iterators('TRIM_HORIZON');
    const token = world.issuer.mint({ tenant: 'acme', role: 'writer' });
    const sessions = [
      keysOf((await world.webIdentity(token)).Credentials),
      keysOf((await world.webIdentity(token, { RoleArn: world.writer })).Credentials),
      await world.task(),
    ];
    const refused = awsError('AccessDeniedException', 400, /not authorized to perform: dynamodb:/);
    for (const keys of sessions) {
      const theirs = world.client(DynamoDBStreamsClient, keys);
      await assert.rejects(theirs.send(new ListStreamsCommand({})), refused);
      await assert.rejects(theirs.send(new DescribeStreamCommand({ StreamArn })), refused);
      await assert.rejects(theirs.send(new GetRecordsCommand({ ShardIterator })), refused);
      await assert.rejects(
        theirs.send(
          new GetShardIteratorCommand({ StreamArn, ShardId: first?.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        ),
        refused,
      );
    }
  });

  it('is no other stream, and has no other shard', async () => {
    const other = StreamArn.replace(/stream\/.*/, 'stream/2020-01-01T00:00:00.000');
    const missing = awsError('ResourceNotFoundException', 400);
    await assert.rejects(client.send(new DescribeStreamCommand({ StreamArn: other })), missing);
    await assert.rejects(
      client.send(
        new GetShardIteratorCommand({
          StreamArn,
          ShardId: 'shardId-00000000000000000000',
          ShardIteratorType: 'LATEST',
        }),
      ),
      awsError('ResourceNotFoundException', 400),
    );
  });
});

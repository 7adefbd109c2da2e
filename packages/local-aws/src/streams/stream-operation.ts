import { validationError } from '../dynamodb/errors.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import type { AwsCall } from '../endpoint/aws-service.ts';
import type { Shard } from './shard.ts';
import { positionOf, shardIterator } from './shard-iterator.ts';
import type { TableStream } from './table-stream.ts';

type Reply = Readonly<Record<string, unknown>>;

const operations = {
  DescribeStream: describeStream,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  ListStreams: listStreams,
} as const;

type StreamOperation = keyof typeof operations;

/** Whether `operation` is one of the DynamoDB Streams API. */
export function isStreamOperation(operation: string): operation is StreamOperation {
  return Object.hasOwn(operations, operation);
}

/** One call of the DynamoDB Streams API, which signs as `dynamodb`: asked of IAM on the stream's ARN, then answered. */
export function streamOperation(stream: TableStream, call: AwsCall, operation: StreamOperation): Reply {
  call.event.readOnly = true;
  stream.trim();
  return operations[operation](stream, call);
}

/** @throws AwsError ResourceNotFoundException for another stream, after IAM allowed asking for it */
function describeStream(stream: TableStream, call: AwsCall): Reply {
  const { StreamArn: arn, ExclusiveStartShardId: after } = call.input;
  authorize(call, 'DescribeStream', arn);
  checkStream(stream, arn);
  const from = after === undefined || after === null ? 0 : 1 + stream.shards.findIndex(({ id }) => id === after);
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: 'ENABLED',
      StreamViewType: 'KEYS_ONLY',
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: stream.table,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Shards: stream.shards.slice(from, from + whole(call.input['Limit'], 1, 100, 100)).map((shard) => ({
        ShardId: shard.id,
        SequenceNumberRange: { StartingSequenceNumber: shard.startingSequenceNumber },
      })),
    },
  };
}

/** @throws AwsError ResourceNotFoundException, TrimmedDataAccessException */
function getShardIterator(stream: TableStream, call: AwsCall): Reply {
  const { StreamArn: arn, ShardId: id, ShardIteratorType: type, SequenceNumber: number } = call.input;
  authorize(call, 'GetShardIterator', arn);
  checkStream(stream, arn);
  const shard = existingShard(stream, id);
  return {
    ShardIterator: shardIterator(stream.arn, { shardId: shard.id, after: start(shard, type, number) }, call.now),
  };
}

/** @throws AwsError ExpiredIteratorException, TrimmedDataAccessException */
function getRecords(stream: TableStream, call: AwsCall): Reply {
  const { ShardIterator: iterator } = call.input;
  // The iterator begins with the stream it is of; whoever may not read that one learns nothing else.
  const [arn] = typeof iterator === 'string' ? iterator.split('|', 1) : [];
  authorize(call, 'GetRecords', arn);
  const { shardId, after } = positionOf(iterator, stream.arn, call.now);
  const shard = existingShard(stream, shardId);
  checkNotTrimmed(shard, after);
  const found = shard.after(after, whole(call.input['Limit'], 1, 1000, 1000)).map(({ record }) => record);
  const last = found.at(-1)?.dynamodb.SequenceNumber ?? after;
  return { Records: found, NextShardIterator: shardIterator(stream.arn, { shardId, after: last }, call.now) };
}

function listStreams(stream: TableStream, call: AwsCall): Reply {
  call.authorize({ action: 'dynamodb:ListStreams', resource: '*' });
  const { TableName: table, ExclusiveStartStreamArn: after } = call.input;
  const listed = (table === undefined || table === null || table === stream.table) && after !== stream.arn;
  return { Streams: listed ? [{ StreamArn: stream.arn, TableName: stream.table, StreamLabel: stream.label }] : [] };
}

function authorize(call: AwsCall, action: StreamOperation, arn: unknown): void {
  if (typeof arn !== 'string' || !/^arn:[^\s]{1,1020}$/.test(arn)) throw validationError('Invalid StreamArn');
  call.event.requestParameters = { streamArn: arn };
  call.event.resources = [{ type: 'AWS::DynamoDB::Stream', ARN: arn }];
  call.authorize({ action: `dynamodb:${action}`, resource: arn });
}

function checkStream(stream: TableStream, arn: unknown): void {
  if (arn !== stream.arn) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
}

function existingShard(stream: TableStream, id: unknown): Shard {
  const shard = typeof id === 'string' ? stream.shard(id) : undefined;
  if (shard === undefined) throw notFound('Requested resource not found: Shard does not exist');
  return shard;
}

function start(shard: Shard, type: unknown, number: unknown): string | null {
  switch (type) {
    case 'TRIM_HORIZON':
      return shard.lastTrimmed;
    case 'LATEST':
      return shard.last;
    case 'AT_SEQUENCE_NUMBER':
      return checkedStart(shard, String(BigInt(sequenceNumber(number)) - 1n));
    case 'AFTER_SEQUENCE_NUMBER':
      return checkedStart(shard, sequenceNumber(number));
    default:
      throw validationError(
        'ShardIteratorType must be one of TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER',
      );
  }
}

function checkedStart(shard: Shard, after: string): string {
  checkNotTrimmed(shard, after);
  return after;
}

function checkNotTrimmed(shard: Shard, after: string | null): void {
  if (shard.lastTrimmed === null || (after !== null && after >= shard.lastTrimmed)) return;
  throw new AwsError(
    'TrimmedDataAccessException',
    400,
    'The operation attempted to read past the oldest stream record in a shard.',
  );
}

function sequenceNumber(number: unknown): string {
  if (typeof number !== 'string' || !/^[0-9]{21}$/.test(number)) throw validationError('Invalid SequenceNumber');
  return number;
}

function whole(value: unknown, min: number, max: number, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw validationError(`Limit: a whole number from ${min} to ${max}`);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', 400, message);
}

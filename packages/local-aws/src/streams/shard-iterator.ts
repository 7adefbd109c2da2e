import { validationError } from '../dynamodb/errors.ts';
import { AwsError } from '../endpoint/aws-error.ts';

/** A place in a shard: after this sequence number, or at the shard's beginning when it is `null`. */
export interface ShardPosition {
  readonly shardId: string;
  readonly after: string | null;
}

/** AWS's iterators end after 15 minutes (DynamoDB Streams API reference, "GetShardIterator"). */
const lifetimeMs = 15 * 60 * 1000;

/** The iterator as its holder sees it: the stream, `1`, and what is nobody's to read. It opens nothing: IAM is asked again. */
export function shardIterator(streamArn: string, position: ShardPosition, now: number): string {
  const { shardId, after } = position;
  return `${streamArn}|1|${Buffer.from(JSON.stringify([shardId, after, now])).toString('base64url')}`;
}

/** The place an iterator of this stream stands for. @throws AwsError ValidationException, ExpiredIteratorException */
export function positionOf(iterator: unknown, streamArn: string, now: number): ShardPosition {
  const [arn, one, text, ...rest] = typeof iterator === 'string' ? iterator.split('|') : [];
  if (arn !== streamArn || one !== '1' || text === undefined || rest.length > 0) throw invalid();
  const [shardId, after, issuedAt] = parsed(text);
  if (typeof shardId !== 'string' || !(after === null || (typeof after === 'string' && /^[0-9]{21,40}$/.test(after)))) {
    throw invalid();
  }
  if (typeof issuedAt !== 'number') throw invalid();
  if (now - issuedAt > lifetimeMs) {
    throw new AwsError('ExpiredIteratorException', 400, 'The shard iterator has expired and can no longer be used.');
  }
  return { shardId, after };
}

function parsed(text: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
}

function invalid(): AwsError {
  return validationError('Invalid ShardIterator');
}

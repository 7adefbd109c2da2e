import type { Attributes } from '../dynamodb/dynalite-modules.ts';

/** A record of a stream with the view type KEYS_ONLY (DynamoDB Streams API reference, "Record"). No value is in it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch, rounded down. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Attributes;
    /** 21 digits: greater ones are later, compared as numbers or as texts. */
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: 'KEYS_ONLY';
  };
}

/** A record in its shard, with what the API does not show. */
export interface StoredRecord {
  readonly record: StreamRecord;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A record as Lambda hands it to a function: the API's, and the stream it is of. */
export type LambdaStreamRecord = StreamRecord & { readonly eventSourceARN: string };

export function forLambda(record: StreamRecord, streamArn: string): LambdaStreamRecord {
  return { ...record, eventSourceARN: streamArn };
}

import type { StoredRecord } from '../streams/stream-record.ts';
import type { InvocationResult } from './environment.ts';

/** What both kinds of record say of the attempts. */
export interface GivenUp {
  readonly functionArn: string;
  readonly requestId: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What came of the last attempt; `null` when there was none. */
  readonly result: InvocationResult | null;
}

/** Why an asynchronous event was given up (Lambda developer guide, "Capturing records of asynchronous invocations"). */
export type AsyncCondition = 'RetriesExhausted' | 'EventAgeExceeded';

/** The record of an asynchronous event that was given up, the event included, as Lambda sends it to a destination. */
export function asyncFailureRecord(given: GivenUp, condition: AsyncCondition, event: unknown): string {
  const { functionArn, requestId, attempts, now, result } = given;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    ...responseOf(result),
    ...(result === null || result.ok ? {} : { responsePayload: result.failure }),
  });
}

/** Why a batch was given up. AWS shows the first in its documentation; the other's name is not confirmed (?). */
export type BatchCondition = 'RetryAttemptsExhausted' | 'RecordAgeExpired';

export interface GivenUpBatch {
  readonly shardId: string;
  readonly streamArn: string;
  /** At least one. */
  readonly records: readonly StoredRecord[];
}

/**
 * The record of a batch that was given up: where it is in the stream, and none of its records (Lambda developer guide,
 * "Capturing discarded batches for a DynamoDB stream").
 */
export function batchFailureRecord(given: GivenUp, condition: BatchCondition, batch: GivenUpBatch): string {
  const { functionArn, requestId, attempts, now, result } = given;
  const { shardId, streamArn, records } = batch;
  const [first, last] = [records[0], records.at(-1)];
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempts },
    ...responseOf(result),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.record.dynamodb.SequenceNumber,
      endSequenceNumber: last?.record.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn,
    },
  });
}

function responseOf(result: InvocationResult | null): Readonly<Record<string, unknown>> {
  if (result === null) return {};
  const functionError = result.ok ? {} : { functionError: 'Unhandled' };
  return { responseContext: { statusCode: 200, executedVersion: '$LATEST', ...functionError } };
}

function arrival(record: StoredRecord | undefined): string | undefined {
  return record && new Date(record.createdAt).toISOString().replace(/\.\d+Z$/, 'Z');
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Deliveries } from '../../src/deliveries/deliveries.ts';
import type { InvocationResult } from '../../src/lambda/environment.ts';
import { checkedMapping } from '../../src/lambda/mapping/mapping-settings.ts';
import { ShardConsumer } from '../../src/lambda/mapping/shard-consumer.ts';
import type { LambdaStreamRecord, StoredRecord } from '../../src/streams/stream-record.ts';

const numberOf = (index: number) => String(100_000_000_000_000_000_000n + BigInt(index));

function stored(index: number): StoredRecord {
  return {
    createdAt: 0,
    record: {
      eventID: String(index),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: 0,
        Keys: { pk: { S: 'p' }, sk: { S: String(index) } },
        SequenceNumber: numberOf(index),
        SizeBytes: 1,
        StreamViewType: 'KEYS_ONLY',
      },
    },
  };
}

const failure: InvocationResult = { ok: false, failure: { errorType: 'Error', errorMessage: 'no' } };

describe('the records of a shard', () => {
  it('are each done or reported, in their order, whatever fails and however it is retried', async () => {
    const settings = fc.record({
      batchSize: fc.integer({ min: 1, max: 6 }),
      maximumRetryAttempts: fc.integer({ min: 0, max: 3 }),
      bisectBatchOnFunctionError: fc.boolean(),
      reportBatchItemFailures: fc.boolean(),
    });
    // How often each record makes what it is in fail.
    const fails = fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.constant(1_000)), { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(settings, fails, async (chosen, plan) => {
        const delay = () => Promise.resolve();
        const deliveries = new Deliveries({ now: () => 0, delay });
        const left = [...plan];
        const done: number[] = [];
        const reported: number[] = [];
        const consumer = new ShardConsumer({
          settings: checkedMapping({ function: 'f', startingPosition: 'LATEST', retryDelayMs: () => 0, ...chosen }),
          function: {
            name: 'f',
            arn: 'arn',
            failed: () => failure,
            invoke: async (_id, event) => {
              const { Records } = event as { readonly Records: readonly LambdaStreamRecord[] };
              const indexes = Records.map(({ eventID }) => Number(eventID));
              assert.ok(indexes.length <= chosen.batchSize);
              const bad = indexes.filter((index) => (left[index] ?? 0) > 0);
              for (const index of bad) left[index] = (left[index] ?? 0) - 1;
              const until = chosen.reportBatchItemFailures ? indexes.indexOf(bad[0] ?? -1) : -1;
              if (bad.length === 0) done.push(...indexes);
              else if (until >= 0) done.push(...indexes.slice(0, until));
              if (bad.length > 0 && !chosen.reportBatchItemFailures) return failure;
              // Out of order, as a function may report them.
              const items = bad.reverse().map((index) => ({ itemIdentifier: numberOf(index) }));
              return { ok: true, payload: JSON.stringify({ batchItemFailures: items }) };
            },
          },
          streamArn: 'arn',
          shardId: 'shard',
          deliveries,
          destination: {
            send: (record) => {
              const { startSequenceNumber: start, endSequenceNumber: end } = JSON.parse(record).DDBStreamBatchInfo;
              for (let at = BigInt(start); at <= BigInt(end); at++) reported.push(Number(at - BigInt(numberOf(0))));
            },
          },
          now: () => 0,
          delay,
          mayRead: () => Promise.resolve(true),
        });
        for (const index of plan.keys()) consumer.arrived(stored(index));
        await deliveries.settled();
        consumer.close();
        assert.deepEqual(
          done,
          [...done].sort((one, other) => one - other),
        );
        assert.deepEqual(
          reported,
          [...reported].sort((one, other) => one - other),
        );
        assert.deepEqual(
          [...done, ...reported].sort((one, other) => one - other),
          [...plan.keys()],
        );
        // What never fails is lost only with its batch, and alone never.
        if (chosen.bisectBatchOnFunctionError) for (const index of reported) assert.ok((plan[index] ?? 0) > 0);
      }),
      { numRuns: 300 },
    );
  });
});

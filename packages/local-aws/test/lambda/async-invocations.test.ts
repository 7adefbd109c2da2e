import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LocalFunction } from '../../src/lambda/local-function.ts';
import { FunctionTestWorld } from './function-world.ts';

const onFailureQueue = 'leasehold-refresh-failures';
const minute = 60_000;
const always = Number.POSITIVE_INFINITY;
/** Fails as often as the event says, and says which event it saw. */
const source = `const seen = new Map();
export const handler = async (event) => {
  console.log(JSON.stringify({ event }));
  const times = (seen.get(event.id) ?? 0) + 1;
  seen.set(event.id, times);
  if (times <= (event.fails ?? 0)) throw new Error('attempt ' + times);
};`;

describe('an asynchronous invocation', () => {
  let world: FunctionTestWorld;
  let target: LocalFunction;
  beforeEach(async () => {
    world = await FunctionTestWorld.start();
    target = await world.create(source, { onFailureQueue });
  });
  afterEach(() => world.stop());

  const records = () => world.aws.failures.bodies().map((body) => JSON.parse(body));
  const ids = () => world.told(target, 'event').map((event) => (event as { id: string }).id);

  it('is accepted at once and runs', async () => {
    assert.match(target.invokeAsync({ id: 'a' }), /^[0-9a-f-]{36}$/);
    assert.deepEqual(ids(), []);
    await world.aws.deliveries.settled();
    assert.deepEqual(ids(), ['a']);
    assert.deepEqual(records(), []);
  });

  it('is tried again a minute after a failure and two after the next', async () => {
    const first = world.time.asked(minute);
    target.invokeAsync({ id: 'a', fails: 2 });
    await first;
    await world.time.advance(minute - 1);
    assert.equal(target.counts.attempts, 1);
    const second = world.time.asked(2 * minute);
    await world.time.advance(1);
    await second;
    await world.time.advance(2 * minute - 1);
    assert.equal(target.counts.attempts, 2);
    await world.time.advance(1);
    await world.aws.deliveries.settled();
    assert.deepEqual(ids(), ['a', 'a', 'a']);
    assert.deepEqual(records(), []);
  });

  it("is reported to the queue in AWS's shape when it failed for the third time", async () => {
    const started = world.time.now;
    const event = { id: 'a', fails: 3 };
    const waits = [world.time.asked(minute), world.time.asked(2 * minute)];
    const requestId = target.invokeAsync(event);
    await waits[0];
    await world.time.advance(minute);
    await waits[1];
    await world.time.advance(2 * minute);
    await world.aws.deliveries.settled();
    const [record, ...none] = records();
    assert.deepEqual(none, []);
    const { trace, ...response } = record.responsePayload;
    assert.match(trace[0], /^Error: attempt 3/);
    assert.deepEqual(
      { ...record, responsePayload: response },
      {
        version: '1.0',
        timestamp: new Date(started + 3 * minute).toISOString(),
        requestContext: {
          requestId,
          functionArn: `${target.arn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'attempt 3' },
      },
    );
  });

  it('fails while the function is down, and succeeds by a retry after that', async () => {
    const down = world.aws.deliveries.inject({
      hop: 'async-to-function',
      kind: 'fail',
      times: always,
      from: world.time.now,
      until: world.time.now + minute,
    });
    const first = world.time.asked(minute);
    target.invokeAsync({ id: 'a' });
    await first;
    assert.deepEqual(ids(), []);
    await world.time.advance(minute);
    await world.aws.deliveries.settled();
    assert.deepEqual(ids(), ['a']);
    assert.equal(down.hits, 1);
    assert.deepEqual(records(), []);
  });

  it('is lost, doubled or overtaken by faults on its way', async () => {
    const hop = 'async-to-function';
    world.aws.deliveries.inject({ hop, kind: 'drop', times: 1 });
    target.invokeAsync({ id: 'lost' });
    await world.aws.deliveries.settled();
    assert.deepEqual(ids(), []);
    world.aws.deliveries.inject({ hop, kind: 'duplicate', times: 1 });
    target.invokeAsync({ id: 'twice' });
    await world.aws.deliveries.settled();
    assert.deepEqual(ids(), ['twice', 'twice']);
    world.aws.deliveries.inject({ hop, kind: 'reorder', times: 1 });
    target.invokeAsync({ id: 'first' });
    target.invokeAsync({ id: 'second' });
    await world.aws.deliveries.settled();
    assert.deepEqual(ids().slice(2).sort(), ['first', 'second']);
  });
});

describe('an asynchronous invocation that is given up', () => {
  let world: FunctionTestWorld;
  afterEach(() => world.stop());

  it('ends by its age between two retries, and the record says so', async () => {
    world = await FunctionTestWorld.start();
    const target = await world.create(source, { onFailureQueue, maximumEventAgeMs: 2 * minute });
    const waits = [world.time.asked(minute), world.time.asked(2 * minute)];
    target.invokeAsync({ id: 'a', fails: 3 });
    await waits[0];
    await world.time.advance(minute);
    await waits[1];
    await world.time.advance(2 * minute);
    await world.aws.deliveries.settled();
    assert.equal(target.counts.attempts, 2);
    const [record] = world.aws.failures.bodies().map((body) => JSON.parse(body));
    assert.equal(record.requestContext.condition, 'EventAgeExceeded');
    assert.equal(record.requestContext.approximateInvokeCount, 2);
    assert.equal(record.responsePayload.errorMessage, 'attempt 2');
  });

  it('ends by its age without having run, when it came too late', async () => {
    world = await FunctionTestWorld.start();
    const target = await world.create(source, { onFailureQueue, maximumEventAgeMs: minute });
    world.aws.deliveries.inject({ hop: 'async-to-function', kind: 'delay', ms: minute + 1, times: 1 });
    target.invokeAsync({ id: 'late' });
    await world.time.advance(minute + 1);
    await world.aws.deliveries.settled();
    assert.equal(target.counts.attempts, 0);
    const [record] = world.aws.failures.bodies().map((body) => JSON.parse(body));
    assert.deepEqual(record.requestPayload, { id: 'late' });
    assert.equal(record.responsePayload, undefined);
  });

  const lost: readonly (readonly [string, { readonly without?: string }, string])[] = [
    ['there is no such queue', {}, 'another-queue'],
    ['its role may not send to the queue', { without: 'HandOverFailures' }, onFailureQueue],
  ];
  for (const [why, options, queue] of lost) {
    it(`leaves no record but a count when ${why}`, async () => {
      world = await FunctionTestWorld.start(options);
      const target = await world.create(source, { onFailureQueue: queue, maximumRetryAttempts: 0 });
      target.invokeAsync({ id: 'a', fails: 1 });
      await world.aws.deliveries.settled();
      assert.deepEqual(target.counts, { attempts: 1, failures: 1, recordsLost: 1 });
      assert.deepEqual(world.aws.failures.bodies(), []);
    });
  }
});

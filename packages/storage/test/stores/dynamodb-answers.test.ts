import assert from 'node:assert/strict';
import { NotFoundError, UnavailableError, VersionConflictError } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import {
  AwsCalls,
  Backoff,
  DynamoDbStore,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
} from '@leasehold/storage';
import { after, before, beforeEach, describe, it } from 'mocha';
import { CannedAws, CannedError } from '../aws/canned-aws.ts';
import { orders, StoreBench } from '../aws/store-bench.ts';
import { fakeSessions } from '../signing/fake-sessions.ts';
import { name, write } from './writing.ts';

const table = localDeployment.table;
const [fake] = fakeSessions(1).values();
assert.ok(fake);
const session = fake;

/** Answers the embedded AWS does not give when one wants them. */
describe('the DynamoDB store, when DynamoDB', () => {
  let aws: CannedAws;
  let store: DynamoDbStore;
  const asked: { operation: string; input: Readonly<Record<string, unknown>> }[] = [];
  let pauses = 0;
  let tokens = 0;

  before(async () => {
    aws = await CannedAws.start();
    const client = dynamoDbClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint: aws.url, maxAttempts: 1 });
    aws.onClose(() => client.destroy());
    const clock = { now: () => 0 };
    const ignore = (): void => {};
    const pause = async (): Promise<void> => {
      pauses += 1;
    };
    store = new DynamoDbStore({
      client,
      calls: new AwsCalls(clock, ignore, ignore),
      table,
      names: deploymentNames(localDeployment),
      clock,
      backoff: new Backoff(pause, () => 0, 1, 1),
      newRequestToken: () => `token-${++tokens}`,
    });
  });
  beforeEach(() => {
    asked.length = 0;
    pauses = 0;
  });
  after(() => aws.close());

  function answer(by: (call: number, input: Readonly<Record<string, unknown>>) => ReturnType<CannedAws['answer']>) {
    aws.answer = (target, input) => {
      asked.push({ operation: target.split('.')[1] ?? '', input: Object(input) });
      return by(asked.length, Object(input));
    };
  }
  const cancelled = (...codes: readonly string[]): CannedError =>
    new CannedError(
      400,
      'TransactionCanceledException',
      '',
      {},
      { CancellationReasons: codes.map((Code) => ({ Code })) },
    );
  const stored = (sk: string, value: string) => ({
    pk: { S: 'TENANT#tenant-0' },
    sk: { S: sk },
    value: { S: value },
    version: { N: '1' },
    modifiedAt: { N: '1' },
  });

  it('is busy with another transaction of the key, tries again under the same request token', async () => {
    answer((call) => (call < 3 ? cancelled('TransactionConflict', 'None') : {}));
    assert.equal((await store.put(session, null, name('a'), write('v', 0))).version, 1);
    const used = new Set(asked.map(({ input }) => input['ClientRequestToken']));
    assert.deepEqual([asked.length, pauses, used.size], [3, 2, 1]);
  });

  it('stays busy, gives up after five tries and says that nothing was changed', async () => {
    answer(() => cancelled('None', 'TransactionConflict'));
    await assert.rejects(store.put(session, null, name('a'), write('v', 0)), /in progress; nothing was changed/);
    assert.equal(asked.length, 5);
  });

  for (const [code, text] of [
    ['ThrottlingError', /throttling writes; nothing was changed/],
    ['ProvisionedThroughputExceeded', /throttling writes; nothing was changed/],
    ['ItemCollectionSizeLimitExceeded', /cancelled the write; nothing was changed/],
  ] as const) {
    it(`cancels a write for ${code}, is unavailable and not asked again`, async () => {
      answer(() => cancelled('None', code));
      await assert.rejects(store.put(session, null, name('a'), write('v', 0)), (error) => {
        assert.ok(error instanceof UnavailableError);
        assert.match(error.message, text);
        return true;
      });
      assert.equal(asked.length, 1);
    });
  }

  it('is asked to read, asks for what was written last', async () => {
    answer(() => ({}));
    await store.get(session, null, name('a'));
    await store.getMany(session, null, [name('a')]);
    await store.list(session, null, { limit: 10, after: null });
    await store.versions(session, null, { limit: 10, after: null });
    const consistent = asked.map(({ operation, input }) => {
      const request = operation === 'BatchGetItem' ? Object(input['RequestItems'])[table] : input;
      return [operation, request.ConsistentRead];
    });
    assert.deepEqual(consistent, [
      ['GetItem', true],
      ['BatchGetItem', true],
      ['Query', true],
      ['Query', true],
    ]);
  });

  it('is asked for versions, is asked for no value, and once a page', async () => {
    answer(() => ({ Items: [], LastEvaluatedKey: { pk: { S: 'p' }, sk: { S: 'CONFIG#dead' } } }));
    const page = await store.versions(session, null, { limit: 10, after: null });
    assert.deepEqual([page.versions.size, asked.length], [0, 1]);
    assert.equal(Buffer.from(page.next ?? '', 'base64url').toString(), 'dead');
    const { ProjectionExpression: projection, ExpressionAttributeNames: names } = asked[0]?.input ?? {};
    assert.deepEqual([projection, Object(names)['#version']], ['sk, #version', 'version']);
  });

  it('has nothing but tombstones, ends a page after eight queries and says where to go on', async () => {
    answer((call) => ({ Items: [], LastEvaluatedKey: { pk: { S: 'p' }, sk: { S: `CONFIG#dead-${call}` } } }));
    const page = await store.list(session, null, { limit: 10, after: null });
    assert.deepEqual([page.entries.length, asked.length], [0, 8]);
    assert.equal(Buffer.from(page.next ?? '', 'base64url').toString(), 'dead-8');
  });

  it('has large values, ends a page once it holds a MiB of them', async () => {
    const large = 'x'.repeat(300 * 1024);
    answer((call) => {
      const { pk, sk, ...rest } = stored(`CONFIG#large-${call}`, large);
      return { Items: [{ pk, sk, ...rest }], LastEvaluatedKey: { pk, sk } };
    });
    const page = await store.list(session, null, { limit: 100, after: null });
    assert.deepEqual([page.entries.length, asked.length], [4, 4]);
    assert.notEqual(page.next, null);
  });

  it('fails in the second round of a batch, answers what the first one read', async () => {
    answer((call) => {
      if (call > 1) return new CannedError(500, 'InternalServerError');
      const Keys = [{ pk: { S: 'TENANT#tenant-0' }, sk: { S: 'CONFIG#b' } }];
      return { Responses: { [table]: [stored('CONFIG#a', 'v')] }, UnprocessedKeys: { [table]: { Keys } } };
    });
    const found = await store.getMany(session, null, [name('a'), name('b'), name('c')]);
    assert.equal(Object(found.get(name('a'))).value, 'v');
    assert.ok(found.get(name('b')) instanceof UnavailableError);
    assert.equal(found.get(name('c')), null);
  });
});

describe('a tombstone', () => {
  let bench: StoreBench;
  before(async () => {
    bench = await StoreBench.start();
  });
  after(() => bench.close());

  it('is nothing to change or delete, even for who knows its version', async () => {
    const store = bench.store('tenant_config');
    const writer = await bench.writer();
    await store.put(writer, orders, name('gone'), write('v', 0));
    const version = await store.delete(writer, orders, name('gone'), { expectedVersion: 1, author: 'ann' });
    await assert.rejects(
      store.put(writer, orders, name('gone'), write('w', version)),
      (error) => error instanceof VersionConflictError && error.currentVersion === 0,
    );
    const removal = { expectedVersion: version, author: 'ann' };
    await assert.rejects(store.delete(writer, orders, name('gone'), removal), NotFoundError);
  });
});

import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import {
  AwsCalls,
  Backoff,
  type ConfigStore,
  DynamoDbStore,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
} from '@leasehold/storage';
import { after, afterEach, before, describe, it } from 'mocha';
import { CannedAws } from '../aws/canned-aws.ts';
import { orders, StoreBench } from '../aws/store-bench.ts';
import { fakeSessions } from '../signing/fake-sessions.ts';
import { name, write } from './writing.ts';

describe('an item of tenant_config_', () => {
  let bench: StoreBench;
  let store: ConfigStore;
  before(async () => {
    // Two attempts, so that a lost answer is asked for again.
    bench = await StoreBench.start(2);
    store = bench.store('tenant_config');
  });
  afterEach(() => bench.aws.faults.clear());
  after(() => bench.close());

  it('refuses sensitive values, naming the field and the way out', async () => {
    const sensitive = write('x', 0, { sensitivity: 'sensitive' });
    await assert.rejects(store.put(await bench.writer(), orders, name('s'), sensitive), {
      field: 'sensitivity',
      rule: /param_config_/,
    });
  });

  it('is not in conflict with itself when the answer of its write was lost and the SDK asked again', async () => {
    const session = await bench.writer();
    const lost = {
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      fault: { kind: 'reset-after' },
      times: 1,
    } as const;
    bench.aws.faults.inject(lost);
    assert.equal((await store.put(session, orders, name('lost'), write('a', 0))).version, 1);
    bench.aws.faults.inject(lost);
    assert.equal(await store.delete(session, orders, name('lost'), { expectedVersion: 1, author: 'ann' }), 2);
    assert.equal(await store.get(session, orders, name('lost')), null);
  });

  it('says that the outcome is unknown when no answer of its write came at all', async () => {
    const session = await bench.writer();
    bench.aws.faults.inject({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      fault: { kind: 'reset-after' },
      times: 2,
    });
    await assert.rejects(store.put(session, orders, name('silent'), write('a', 0)), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /may or may not have been done/);
      return true;
    });
    assert.equal((await store.get(session, orders, name('silent')))?.version, 1);
  });

  it("is also a tenant's shared configuration, which its admin alone writes", async () => {
    const shared = { access: 'write', service: null } as const;
    const admin = await bench.session('acme', shared, 'admin');
    assert.equal((await store.put(admin, null, name('shared'), write('a', 0))).service, null);
    const reader = await bench.session('acme', { access: 'read', service: null }, 'reader');
    assert.equal((await store.get(reader, null, name('shared')))?.value, 'a');
    const writer = await bench.session('acme', shared, 'writer');
    await assert.rejects(store.put(writer, null, name('shared'), write('b', 1)), { code: 'isolation-refused' });
  });
});

describe('a batch that DynamoDB leaves unprocessed', () => {
  const table = localDeployment.table;
  let aws: CannedAws;
  let store: DynamoDbStore;
  const pauses: number[] = [];
  const [session] = fakeSessions(1).values();
  before(async () => {
    aws = await CannedAws.start();
    const client = dynamoDbClient({ ...defaultAwsBounds, region: 'eu-west-1', endpoint: aws.url, maxAttempts: 1 });
    aws.onClose(() => client.destroy());
    const clock = { now: () => 0 };
    store = new DynamoDbStore({
      client,
      calls: new AwsCalls(
        clock,
        () => {},
        () => {},
      ),
      table,
      names: deploymentNames(localDeployment),
      clock,
      backoff: new Backoff(
        async (ms) => void pauses.push(ms),
        () => 0.999,
        50,
        400,
      ),
      newRequestToken: () => 'token',
    });
  });
  after(() => aws.close());

  it('is asked for again with growing pauses, and what stays unread is unavailable, never missing', async () => {
    assert.ok(session);
    const item = (sk: string) => ({
      pk: { S: 'TENANT#tenant-0' },
      sk: { S: sk },
      value: { S: 'v' },
      version: { N: '1' },
      modifiedAt: { N: '1' },
    });
    aws.answer = (_target, input) => {
      const [first, ...rest] = Object(input).RequestItems[table].Keys;
      // Reads `a` at first, and from then on nothing more.
      const isFirst = first.sk.S === 'CONFIG#a';
      const left = isFirst ? rest : [first, ...rest];
      return {
        Responses: { [table]: isFirst ? [item('CONFIG#a')] : [] },
        UnprocessedKeys: { [table]: { Keys: left } },
      };
    };
    const found = await store.getMany(session, null, [name('a'), name('b'), name('c')]);
    assert.equal(Object(found.get(name('a'))).value, 'v');
    assert.ok(found.get(name('b')) instanceof UnavailableError);
    assert.ok(found.get(name('c')) instanceof UnavailableError);
    assert.deepEqual(pauses, [50, 100, 200, 400, 400]);
  });
});

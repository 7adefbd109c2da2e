import assert from 'node:assert/strict';
import { DeleteParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type ConfigName, InvalidInputError, NotFoundError, parseTenantId, UnavailableError } from '@leasehold/domain';
import { type ConfigStore, defaultAwsBounds, deploymentNames, ssmClient, withTenantSession } from '@leasehold/storage';
import { after, afterEach, before, describe, it } from 'mocha';
import { lockMs } from '../../src/parameters/companions.ts';
import { deployment, orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

const secret = 'correct horse battery staple';

describe('a parameter', () => {
  let bench: StoreBench;
  let store: ConfigStore;
  before(async () => {
    bench = await StoreBench.start();
    store = bench.store('param_config');
  });
  afterEach(() => bench.aws.faults.clear());
  after(() => bench.close());

  function fail(service: 'dynamodb' | 'ssm', operation: string, kind: 'reset-after' | 'internal-error', times = 1) {
    bench.aws.faults.inject({ service, operation, fault: { kind }, times });
  }

  /** A store of whose companion updates `times` fail from the `first` on, counted from 1, which is the locking. */
  function failingFromUpdate(first: number, times = 1): ConfigStore {
    let updates = 0;
    return bench.store('param_config', undefined, (call) => {
      if (call.operation !== 'UpdateItem') return;
      updates += 1;
      if (updates === first - 1) fail('dynamodb', 'UpdateItem', 'internal-error', times);
    });
  }

  /** A call past Leasehold, as from the console or Terraform. */
  async function outside(act: (client: SSMClient) => Promise<unknown>): Promise<void> {
    const client = ssmClient({ ...defaultAwsBounds, region: deployment.region, endpoint: bench.aws.endpoint });
    try {
      await withTenantSession(await bench.writer(), () => act(client));
    } finally {
      client.destroy();
    }
  }
  const pathOf = (key: ConfigName) => deploymentNames(deployment).parameterPath(parseTenantId('acme'), orders, key);

  describe('that is sensitive', () => {
    it('is read by its reader, and left out of listings and of the answer to its put', async () => {
      const put = await store.put(
        await bench.writer(),
        orders,
        name('password'),
        write(secret, 0, { sensitivity: 'sensitive', contentType: 'text/plain' }),
      );
      assert.deepEqual([put.value, put.sensitivity, put.version], [null, 'sensitive', 1]);
      const got = await store.get(await bench.reader(), orders, name('password'));
      assert.deepEqual([got?.value, got?.sensitivity, got?.contentType], [secret, 'sensitive', 'text/plain']);
      const many = await store.getMany(await bench.reader(), orders, [name('password')]);
      assert.equal(Object(many.get(name('password'))).value, secret);
      const decryptions = () => bench.aws.trail.records().filter(({ eventName }) => eventName === 'Decrypt').length;
      const before = decryptions();
      assert.ok(before > 0);
      const page = await store.list(await bench.reader(), orders, { limit: 100, after: null });
      assert.equal(decryptions(), before);
      const listed = page.entries.find((entry) => entry.key.name === 'password');
      assert.deepEqual([listed?.value, listed?.sensitivity, listed?.author], [null, 'sensitive', 'ann']);
    });

    it('is encrypted with the key of the deployment', async () => {
      const uses = bench.aws.trail.entries().filter(({ record }) => record.eventName === 'Encrypt');
      assert.ok(uses.length > 0);
      for (const { record } of uses) assert.match(JSON.stringify(record), new RegExp(deployment.parameterKeyId));
    });

    it('stays so, and a plain one stays plain', async () => {
      const session = await bench.writer();
      await store.put(session, orders, name('plain'), write('x', 0));
      const secretly = write('y', 1, { sensitivity: 'sensitive' });
      await assert.rejects(store.put(session, orders, name('plain'), secretly), { field: 'sensitivity' });
      await assert.rejects(store.put(session, orders, name('password'), write('y', 1)), { field: 'sensitivity' });
      await store.delete(session, orders, name('plain'), { expectedVersion: 1, author: 'ann' });
      const anew = await store.put(session, orders, name('plain'), { ...secretly, expectedVersion: 0 });
      assert.equal(anew.version, 3);
    });

    it('is in no error, whatever fails', async () => {
      const session = await bench.writer();
      const sensitive = write(secret, 0, { sensitivity: 'sensitive' });
      const faults = [
        () => fail('ssm', 'PutParameter', 'internal-error'),
        () =>
          bench.aws.faults.inject({ service: 'ssm', operation: 'PutParameter', fault: { kind: 'reset' }, times: 1 }),
        () => fail('dynamodb', 'UpdateItem', 'internal-error'),
      ];
      for (const [index, inject] of faults.entries()) {
        inject();
        await assert.rejects(store.put(session, orders, name(`quiet-${index}`), sensitive), (error: Error) => {
          assert.ok(error instanceof UnavailableError, String(error));
          assert.doesNotMatch(everythingIn(error), /correct horse/);
          return true;
        });
      }
    });
  });

  const refusals: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['an empty value', async () => store.put(await bench.writer(), orders, name('a'), write('', 0)), 'value'],
    ['a reference', async () => store.put(await bench.writer(), orders, name('a'), write('a{{b}}', 0)), 'value'],
    ['no service', async () => store.get(await bench.reader(), null, name('a')), 'service'],
    [
      'a listing of no service',
      async () => store.list(await bench.reader(), null, { limit: 1, after: null }),
      'service',
    ],
    ['a batch of no service', async () => store.getMany(await bench.reader(), null, [name('a')]), 'service'],
    ['a put of no service', async () => store.put(await bench.writer(), null, name('a'), write('x', 0)), 'service'],
  ];
  for (const [what, attempt, field] of refusals) {
    it(`refuses ${what}, naming the field ${field}, before it asks AWS`, async () => {
      await bench.writer();
      await bench.reader();
      const before = bench.calls.length;
      await assert.rejects(attempt, (error) => error instanceof InvalidInputError && error.field === field);
      assert.equal(bench.calls.length, before);
    });
  }

  describe('whose write stops half-way', () => {
    it('is free again when its writer never came back, after the lock has expired and not before', async () => {
      const session = await bench.writer();
      // The lock is taken, its answer lost: as if the writer had died holding it.
      fail('dynamodb', 'UpdateItem', 'reset-after');
      await assert.rejects(store.put(session, orders, name('orphan'), write('a', 0)), UnavailableError);
      await assert.rejects(store.put(session, orders, name('orphan'), write('b', 0)), (error) => {
        assert.ok(error instanceof UnavailableError);
        assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= lockMs);
        return true;
      });
      bench.clock.advance(lockMs);
      assert.equal((await store.put(session, orders, name('orphan'), write('c', 0))).version, 1);
    });

    it('is reported as stored when the put was done and only its answer was lost', async () => {
      const session = await bench.writer();
      fail('ssm', 'PutParameter', 'reset-after');
      const put = await store.put(session, orders, name('lost-answer'), write('a', 0));
      const got = await store.get(session, orders, name('lost-answer'));
      assert.deepEqual([put.version, got?.version, got?.value, got?.author], [1, 1, 'a', 'ann']);
      fail('ssm', 'PutParameter', 'reset-after');
      const again = { sensitivity: 'sensitive' } as const;
      assert.equal((await store.put(session, orders, name('lost-secret'), write(secret, 0, again))).version, 1);
    });

    it('is done, its author and content type known, although recording it fails', async () => {
      const session = await bench.writer();
      const key = name('unrecorded');
      await store.put(session, orders, key, write('a', 0, { contentType: 'text/plain' }));
      const bobs = write('b', 1, { author: 'bob', contentType: 'text/x' });
      assert.equal((await failingFromUpdate(3).put(session, orders, key, bobs)).version, 2);
      const seen = ['b', 2, 'bob', 'text/x'];
      const got = await store.get(session, orders, key);
      const many = Object((await store.getMany(session, orders, [key])).get(key));
      const page = await store.list(session, orders, { limit: 100, after: null });
      const listed = page.entries.find((entry) => entry.key.name === key);
      for (const entry of [got, many, listed]) {
        assert.deepEqual([entry?.value, entry?.version, entry?.author, entry?.contentType], seen);
      }
      bench.clock.advance(lockMs);
      // The next writer takes over what was announced before it announces its own, and fails.
      fail('ssm', 'PutParameter', 'internal-error');
      await assert.rejects(store.put(session, orders, key, write('c', 2, { author: 'cy' })), UnavailableError);
      const kept = await store.get(session, orders, key);
      assert.deepEqual([kept?.value, kept?.version, kept?.author, kept?.contentType], seen);
      bench.clock.advance(lockMs);
      assert.equal((await store.put(session, orders, key, write('d', 2, { author: 'di' }))).version, 3);
      assert.equal((await store.get(session, orders, key))?.author, 'di');
    });

    it('is not another’s: what is written outside Leasehold after its lock does not borrow its author', async () => {
      const session = await bench.writer();
      const key = name('borrowed');
      await store.put(session, orders, key, write('a', 0, { contentType: 'text/plain' }));
      const ahead = bench.clock.now() - Date.now();
      // A put of a while ago, whose lock has ended by AWS's clock.
      bench.clock.advance(-ahead - lockMs - 1000);
      fail('ssm', 'PutParameter', 'internal-error');
      const bobs = write('b', 1, { author: 'bob', contentType: 'text/x' });
      await assert.rejects(store.put(session, orders, key, bobs), /may or may not have been done/);
      bench.clock.advance(ahead + lockMs + 1000);
      const old = await store.get(session, orders, key);
      assert.deepEqual([old?.value, old?.version, old?.author, old?.contentType], ['a', 1, 'ann', 'text/plain']);
      const theirs = { Name: pathOf(key), Value: 'theirs', Overwrite: true };
      await outside((client) => client.send(new PutParameterCommand(theirs)));
      const got = await store.get(session, orders, key);
      assert.deepEqual(
        [got?.value, got?.version, got?.author, got?.contentType],
        ['theirs', 2, null, 'application/json'],
      );
    });

    it('is counted as deleted when the deletion was done and nothing after it', async () => {
      const session = await bench.writer();
      await store.put(session, orders, name('half-deleted'), write('a', 0));
      await store.put(session, orders, name('half-deleted'), write('b', 1));
      const flaky = failingFromUpdate(2);
      const removal = { expectedVersion: 2, author: 'ann' };
      assert.equal(await flaky.delete(session, orders, name('half-deleted'), removal), 3);
      bench.clock.advance(lockMs);
      await assert.rejects(store.delete(session, orders, name('half-deleted'), removal), NotFoundError);
      assert.equal((await store.put(session, orders, name('half-deleted'), write('c', 0))).version, 4);
    });

    it('is counted on from its deletion when its creation, too, stopped before it was recorded', async () => {
      const session = await bench.writer();
      const key = name('twice-unlucky');
      await store.put(session, orders, key, write('a', 0));
      assert.equal(await failingFromUpdate(2).delete(session, orders, key, { expectedVersion: 1, author: 'ann' }), 2);
      bench.clock.advance(lockMs);
      // What the key counts from, and who creates it, cannot be said, so the parameter must not be created yet.
      await assert.rejects(failingFromUpdate(2, 2).put(session, orders, key, write('b', 0)), UnavailableError);
      assert.equal(await store.get(session, orders, key), null);
      bench.clock.advance(lockMs);
      const created = await failingFromUpdate(3).put(session, orders, key, write('c', 0, { author: 'bob' }));
      const got = await store.get(session, orders, key);
      assert.deepEqual([created.version, got?.version, got?.value, got?.author], [3, 3, 'c', 'bob']);
      bench.clock.advance(lockMs);
      assert.equal(await failingFromUpdate(3).delete(session, orders, key, { expectedVersion: 3, author: 'ann' }), 4);
      bench.clock.advance(lockMs);
      assert.equal((await store.put(session, orders, key, write('d', 0))).version, 5);
    });

    it('gives no version twice when it was not recorded and then deleted outside Leasehold', async () => {
      const session = await bench.writer();
      const key = name('gone-outside');
      assert.equal((await failingFromUpdate(3).put(session, orders, key, write('a', 0))).version, 1);
      await outside((client) => client.send(new DeleteParameterCommand({ Name: pathOf(key) })));
      bench.clock.advance(lockMs);
      assert.ok((await store.put(session, orders, key, write('b', 0))).version > 1);
    });

    it('keeps other writers out while it may still arrive', async () => {
      const session = await bench.writer();
      fail('ssm', 'PutParameter', 'internal-error');
      const key = name('may-arrive');
      await assert.rejects(store.put(session, orders, key, write('a', 0)), /may or may not have been done/);
      await assert.rejects(store.put(session, orders, key, write('b', 0)), /another write of this key/);
      bench.clock.advance(lockMs);
      // The versions that the lost put may have made are not given again.
      assert.equal((await store.put(session, orders, key, write('c', 0))).version, 5);
    });

    it('is deleted when only the answer of the deletion was lost', async () => {
      const session = await bench.writer();
      await store.put(session, orders, name('lost-deletion'), write('a', 0));
      fail('ssm', 'DeleteParameter', 'reset-after');
      const removal = { expectedVersion: 1, author: 'ann' };
      assert.equal(await store.delete(session, orders, name('lost-deletion'), removal), 2);
      assert.equal(await store.get(session, orders, name('lost-deletion')), null);
    });
  });

  it('of a batch that AWS fails is the failure of its chunk alone', async () => {
    const session = await bench.writer('chunks');
    const all = Array.from({ length: 15 }, (_, index) => name(`c${String(index).padStart(2, '0')}`));
    for (const one of all) await store.put(session, orders, one, write('v', 0));
    fail('ssm', 'GetParameters', 'internal-error', 1);
    const found = await store.getMany(session, orders, all);
    const failed = [...found.values()].filter((outcome) => outcome instanceof UnavailableError);
    assert.ok(failed.length === 10 || failed.length === 5, `${failed.length} failed`);
    assert.equal([...found.values()].filter((outcome) => Object(outcome).value === 'v').length, 15 - failed.length);
  });
});

/** All text that an error holds, its causes' included, whichever way one prints it. */
function everythingIn(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const own = Object.getOwnPropertyNames(error).map((key) => everythingIn(Reflect.get(error, key)));
  return [String(error), JSON.stringify(error), ...own].join('\n');
}

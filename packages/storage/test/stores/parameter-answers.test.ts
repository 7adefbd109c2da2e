import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import type { ParameterStore } from '@leasehold/storage';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { lockMs } from '../../src/parameters/companions.ts';
import { AnsweredParameterStore, companion, parameter, path } from '../aws/answered-parameter-store.ts';
import { CannedError } from '../aws/canned-aws.ts';
import { orders } from '../aws/store-bench.ts';
import { fakeSessions } from '../signing/fake-sessions.ts';
import { name, write } from './writing.ts';

const [fake] = fakeSessions(1).values();
assert.ok(fake);
const session = fake;
const removal = { expectedVersion: 1, author: 'ann' };
const down = new CannedError(500, 'InternalServerError');

/** Interleavings and answers that the embedded AWS does not give when one wants them. */
describe('the Parameter Store store, when', () => {
  let bench: AnsweredParameterStore;
  beforeEach(async () => {
    bench = await AnsweredParameterStore.start();
  });
  afterEach(() => bench.close());

  it('the lock has too little time left after reading, nothing is written and the lock is given back', async () => {
    const store = bench.store({
      GetParameter: () => {
        bench.now += lockMs - 15_000 + 1;
        return { Parameter: parameter(1) };
      },
    });
    await assert.rejects(store.put(session, orders, name('a'), write('new', 1)), /too slow.*nothing was changed/);
    await assert.rejects(
      bench
        .store({
          GetParameter: () => {
            bench.now += lockMs;
            return { Parameter: parameter(1) };
          },
          UpdateItem: (_call, { UpdateExpression: expression }) =>
            String(expression).startsWith('SET #lockOwner')
              ? {
                  Attributes: { ...companion(1), lockOwner: { S: 'me' }, lockUntil: { N: String(bench.now + lockMs) } },
                }
              : {},
        })
        .delete(session, orders, name('a'), removal),
      /too slow.*nothing was changed/,
    );
    assert.equal(bench.times('PutParameter') + bench.times('DeleteParameter'), 0);
    assert.deepEqual(bench.steps(), ['announce', 'unlock', 'unlock']);
  });

  it('someone else wrote past the lock, the put says so and records nothing as its own', async () => {
    const store = bench.store({
      GetParameter: () => ({ Parameter: parameter(1) }),
      PutParameter: () => ({ Version: 5 }),
    });
    await assert.rejects(store.put(session, orders, name('a'), write('new', 1)), /changed outside Leasehold/);
    assert.deepEqual(bench.steps(), ['announce', 'unlock']);
    assert.match(String(bench.updates().at(-1)), /REMOVE.*#nextAuthor/);
  });

  it('someone else created the key past the lock, the creation says so and the key is not taken for the one before', async () => {
    const store = bench.store({
      GetParameter: (call) =>
        call === 1 ? new CannedError(400, 'ParameterNotFound') : { Parameter: parameter(1, 'theirs') },
      PutParameter: () => new CannedError(400, 'ParameterAlreadyExists'),
    });
    await assert.rejects(store.put(session, orders, name('a'), write('mine', 0)), /changed outside Leasehold/);
    assert.deepEqual(bench.steps(), ['announce', 'unlock']);
    assert.match(String(bench.updates().at(-1)), /REMOVE.*#author.*#nextAuthor/);
    const { ':base': base, ':parameterVersion': version } = Object(
      bench.asked.at(-1)?.input['ExpressionAttributeValues'],
    );
    assert.deepEqual([base, version], [{ N: '2' }, { N: '0' }]);
  });

  it('an attempt of the SDK was done although its answer was lost, the version written last is the one answered', async () => {
    const store = bench.store(
      {
        GetParameter: () => ({ Parameter: parameter(1) }),
        PutParameter: (call) => (call === 1 ? down : { Version: 3 }),
      },
      2,
    );
    assert.equal((await store.put(session, orders, name('a'), write('new', 1))).version, 3);
  });

  it('the lock and its giving back were done although their answers were lost, the put is done', async () => {
    const locked = { ...companion(1), lockOwner: { S: 'me' }, lockUntil: { N: String(bench.now + lockMs) } };
    const failed = (Item?: object): CannedError =>
      new CannedError(400, 'ConditionalCheckFailedException', '', {}, Item === undefined ? {} : { Item });
    const store = bench.store(
      {
        // Lock, lost and repeated; the announcement; record and unlock, lost and repeated.
        UpdateItem: (call) => (call === 2 ? failed(locked) : call === 3 ? {} : call === 5 ? failed() : down),
        GetParameter: () => ({ Parameter: parameter(1) }),
        PutParameter: () => ({ Version: 2 }),
      },
      2,
    );
    assert.equal((await store.put(session, orders, name('a'), write('new', 1))).version, 2);
    assert.equal(bench.times('UpdateItem'), 5);
  });

  for (const [what, answers, act] of [
    [
      'a put was not answered and the parameter holds another value',
      { PutParameter: () => down },
      (store: ParameterStore) => store.put(session, orders, name('a'), write('new', 1)),
    ],
    [
      'a deletion was not answered and the parameter is still there',
      { DeleteParameter: () => down },
      (store: ParameterStore) => store.delete(session, orders, name('a'), removal),
    ],
  ] as const) {
    it(`${what}, the outcome is unknown and the lock is left to expire`, async () => {
      const GetParameter = (call: number) => ({ Parameter: call === 1 ? parameter(1) : parameter(2, 'theirs') });
      const store = bench.store({ GetParameter, ...answers });
      await assert.rejects(act(store), /may or may not have been done/);
      assert.ok(!bench.steps().includes('unlock'));
    });
  }

  it('the lock expired and is another writer’s, nothing is written', async () => {
    const store = bench.store({
      UpdateItem: (call, input) => {
        if (call === 1) return { Attributes: { ...companion(1), lockOwner: { S: 'me' }, lockUntil: { N: '1045000' } } };
        assert.equal(input['ConditionExpression'], '#lockOwner = :owner');
        assert.deepEqual(Object(input['ExpressionAttributeValues'])[':owner'], { S: 'me' });
        return new CannedError(400, 'ConditionalCheckFailedException');
      },
      GetParameter: () => ({ Parameter: parameter(1) }),
    });
    await assert.rejects(store.put(session, orders, name('a'), write('new', 1)), /longer than its lock/);
    assert.equal(bench.times('PutParameter'), 0);
  });

  it('the lock expires while a put that was announced is recorded, the put is done and the other writer records it', async () => {
    const store = bench.store({
      UpdateItem: (call) => {
        if (call === 1) return { Attributes: { ...companion(1), lockOwner: { S: 'me' }, lockUntil: { N: '1045000' } } };
        return call === 2 ? {} : new CannedError(400, 'ConditionalCheckFailedException');
      },
      GetParameter: () => ({ Parameter: parameter(1) }),
      PutParameter: () => ({ Version: 2 }),
    });
    assert.equal((await store.put(session, orders, name('a'), write('new', 1))).version, 2);
  });

  it('the SDK sent a put again, was refused, and the first was done, the put is done', async () => {
    const store = bench.store(
      {
        GetParameter: (call) => ({ Parameter: call === 1 ? parameter(1) : parameter(2, 'new') }),
        PutParameter: (call) => (call === 1 ? down : new CannedError(400, 'ParameterMaxVersionLimitExceeded')),
      },
      2,
    );
    assert.equal((await store.put(session, orders, name('a'), write('new', 1))).version, 2);
  });

  it('a parameter was written outside Leasehold, its version is recorded before it is deleted', async () => {
    const store = bench.store({
      GetParameter: () => ({ Parameter: parameter(3) }),
      DeleteParameter: () => ({}),
    });
    assert.equal(await store.delete(session, orders, name('a'), { ...removal, expectedVersion: 3 }), 4);
    const order = bench.asked.map(({ operation }) => operation);
    assert.deepEqual(order, ['UpdateItem', 'GetParameter', 'UpdateItem', 'DeleteParameter', 'UpdateItem']);
    assert.deepEqual(Object(bench.asked[2]?.input['ExpressionAttributeValues'])[':parameterVersion'], { N: '3' });
  });

  it('a write came between the reading of its two records, both are read once more', async () => {
    const store = bench.store({
      GetParameter: () => ({ Parameter: parameter(2) }),
      GetItem: (call) => ({ Item: call === 1 ? companion(1) : companion(2, 'bob') }),
      GetParameters: () => ({ Parameters: [parameter(2)] }),
      BatchGetItem: (call) => ({
        Responses: { [localDeployment.table]: [call === 1 ? companion(1) : companion(2, 'bob')] },
      }),
    });
    assert.equal((await store.get(session, orders, name('a')))?.author, 'bob');
    const many = await store.getMany(session, orders, [name('a')]);
    assert.equal(Object(many.get(name('a'))).author, 'bob');
    assert.deepEqual([bench.times('GetParameter'), bench.times('GetParameters')], [2, 2]);
  });

  it('writes come between several readings, no author is read that was only announced', async () => {
    // Bob announces version 3 and fails; Cy has written it when the parameter is read.
    const bobs = { nextVersion: { N: '3' }, nextAuthor: { S: 'bob' }, nextContentType: { S: 'text/x' } };
    const torn = { ...companion(2), ...bobs, nextUntil: { N: '9000000000000' } };
    const seen = (call: number) => (call === 1 ? companion(1) : call === 2 ? torn : companion(3, 'cy'));
    const version = (call: number) => parameter(call === 1 ? 2 : 3);
    const store = bench.store({
      GetParameter: (call) => ({ Parameter: version(call) }),
      GetItem: (call) => ({ Item: seen(call) }),
      GetParameters: (call) => ({ Parameters: [version(call)] }),
      BatchGetItem: (call) => ({ Responses: { [localDeployment.table]: [seen(call)] } }),
    });
    assert.equal((await store.get(session, orders, name('a')))?.author, 'cy');
    assert.equal(Object((await store.getMany(session, orders, [name('a')])).get(name('a'))).author, 'cy');
    assert.deepEqual([bench.times('GetParameter'), bench.times('GetParameters')], [3, 3]);
  });

  it('writes come between all readings, the key is unavailable and never a mixture of two', async () => {
    const store = bench.store({
      GetParameter: (call) => ({ Parameter: parameter(call + 2) }),
      GetItem: (call) => ({ Item: companion(call) }),
      GetParameters: (call) => ({ Parameters: [parameter(call + 2)] }),
      BatchGetItem: (call) => ({ Responses: { [localDeployment.table]: [companion(call)] } }),
    });
    await assert.rejects(store.get(session, orders, name('a')), /written over and over/);
    const many = await store.getMany(session, orders, [name('a')]);
    assert.ok(many.get(name('a')) instanceof UnavailableError);
    assert.deepEqual([bench.times('GetParameter'), bench.times('GetParameters')], [4, 4]);
  });

  it('AWS leaves a name of a batch out, it is unavailable and not missing', async () => {
    const store = bench.store({
      GetParameters: () => ({ Parameters: [], InvalidParameters: [`${path}/b`] }),
      BatchGetItem: () => ({ Responses: {} }),
    });
    const found = await store.getMany(session, orders, [name('a'), name('b')]);
    assert.ok(found.get(name('a')) instanceof UnavailableError);
    assert.equal(found.get(name('b')), null);
  });

  it('AWS lists a parameter that is not below the path, nothing of the page is used', async () => {
    const twin = parameter(1, 'theirs', `/${localDeployment.parameterRoot}/tenant-0/orders2/a`);
    const store = bench.store({ GetParametersByPath: () => ({ Parameters: [twin] }) });
    await assert.rejects(store.list(session, orders, { limit: 10, after: null }), { name: 'ForeignParameterError' });
  });

  it('AWS answers empty pages without end, a page ends after fifteen calls and says where to go on', async () => {
    const store = bench.store({ GetParametersByPath: (call) => ({ Parameters: [], NextToken: `t${call}` }) });
    const page = await store.list(session, orders, { limit: 10, after: null });
    assert.deepEqual([page.entries.length, bench.times('GetParametersByPath')], [0, 15]);
    assert.equal(Buffer.from(page.next ?? '', 'base64url').toString(), 't15');
  });

  it('the companions of a page cannot be read, the page fails rather than show unknown authors', async () => {
    const store = bench.store({
      GetParametersByPath: () => ({ Parameters: [parameter(1)] }),
      BatchGetItem: () => down,
    });
    await assert.rejects(store.list(session, orders, { limit: 10, after: null }), UnavailableError);
  });

  it('a write comes between parameters and companions, the versions are read again', async () => {
    const store = bench.store({
      GetParametersByPath: (call) => ({ Parameters: [parameter(call === 1 ? 1 : 2)] }),
      BatchGetItem: () => ({ Responses: { [localDeployment.table]: [companion(2)] } }),
    });
    const page = await store.versions(session, orders, { limit: 100, after: null });
    assert.deepEqual([...page.versions], [['a', 2]]);
    assert.equal(bench.times('GetParametersByPath'), 2);
  });

  it('a parameter was deleted and made again past Leasehold, two looks count it above the deletion', async () => {
    const store = bench.store({
      GetParametersByPath: () => ({ Parameters: [parameter(1)] }),
      BatchGetItem: () => ({ Responses: { [localDeployment.table]: [companion(4)] } }),
    });
    const page = await store.versions(session, orders, { limit: 100, after: null });
    assert.deepEqual([...page.versions], [['a', 6]]);
    assert.equal(bench.times('GetParametersByPath'), 2);
  });

  it('writes come between all looks at the versions of a page, it is unavailable', async () => {
    const store = bench.store({
      GetParametersByPath: (call) => ({ Parameters: [parameter(call)] }),
      BatchGetItem: (call) => ({ Responses: { [localDeployment.table]: [companion(call + 1)] } }),
    });
    await assert.rejects(store.versions(session, orders, { limit: 100, after: null }), UnavailableError);
    assert.equal(bench.times('GetParametersByPath'), 4);
  });
});

import assert from 'node:assert/strict';
import { create } from '@bufbuild/protobuf';
import { RefreshRequestSchema } from '@leasehold/contract';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { FakeFleet } from './fake-fleet.ts';

const requests = [create(RefreshRequestSchema)];

describe('Telling all instances', () => {
  let fleet: FakeFleet;

  beforeEach(() => {
    fleet = new FakeFleet();
  });

  const tell = (sent = requests, ms = 20_000) => fleet.rounds.tell(sent, fleet.now + ms);
  const outcomes = async (ms?: number) =>
    Object.fromEntries((await tell(requests, ms)).map(({ instance, outcome }) => [instance, outcome]));

  it('tells each once, with one token, when all acknowledge, and asks Cloud Map once', async () => {
    fleet.lists = [['a', 'b', 'c']];
    const results = await tell();
    assert.deepEqual(
      results.map(({ instance, outcome, attempts }) => [instance, outcome, attempts]),
      ['a', 'b', 'c'].map((id) => [id, 'acknowledged', 1]),
    );
    assert.deepEqual([fleet.calls.length, fleet.asked, fleet.waits], [3, 1, []]);
    assert.deepEqual(new Set(fleet.tokens), new Set(['token-1']));
    assert.deepEqual(fleet.kept, [['a', 'b', 'c']]);
  });

  it('tells nobody when there is nobody', async () => {
    assert.deepEqual(await tell(), []);
  });

  it('tries again those that failed and no others, with waits that grow', async () => {
    fleet.lists = [['a', 'b', 'c']];
    fleet.failing.set('b', { times: 3, code: 'UNAVAILABLE' });
    const results = await tell();
    assert.deepEqual(fleet.counts(), { a: 1, b: 4, c: 1 });
    assert.deepEqual(fleet.waits, [75, 150, 300]);
    const b = results.find(({ instance }) => instance === 'b');
    assert.deepEqual([b?.outcome, b?.attempts, b?.code], ['acknowledged', 4, 'UNAVAILABLE']);
  });

  it('goes on with the request that failed, and does not send again those that were acknowledged', async () => {
    fleet.lists = [['a']];
    const three = [0, 1, 2].map(() => create(RefreshRequestSchema));
    let calls = 0;
    const isFailing = fleet.failing;
    isFailing.set('a', { times: 0, code: 'UNAVAILABLE' });
    const push = fleet.calls.push.bind(fleet.calls);
    fleet.calls.push = (id) => {
      calls += 1;
      isFailing.set('a', { times: calls === 2 ? 1 : 0, code: 'UNAVAILABLE' });
      return push(id);
    };
    const [result] = await tell(three);
    assert.deepEqual([result?.outcome, result?.attempts, calls], ['acknowledged', 2, 4]);
  });

  it('fails one that is live and does not acknowledge until time is up, and the others not', async () => {
    fleet.lists = [['a', 'b']];
    fleet.failing.set('b', { times: Number.POSITIVE_INFINITY, code: 'DEADLINE_EXCEEDED' });
    const endsAt = fleet.now + 10_000;
    assert.deepEqual(await outcomes(10_000), { a: 'acknowledged', b: 'failed' });
    assert.ok(fleet.now <= endsAt, 'no call and no wait goes beyond it');
    assert.ok((fleet.counts()['b'] ?? 0) >= 4);
  });

  it('does not fail one that is gone, and stops waiting for it at once', async () => {
    fleet.lists = [['a', 'b'], ['a']];
    fleet.failing.set('b', { times: Number.POSITIVE_INFINITY, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(), { a: 'acknowledged', b: 'gone' });
    assert.deepEqual(fleet.counts(), { a: 1, b: 1 });
  });

  it('fails one that is back in the list after it was gone from it', async () => {
    fleet.lists = [['a', 'b'], ['b'], ['b', 'a']];
    for (const id of ['a', 'b']) fleet.failing.set(id, { times: Number.POSITIVE_INFINITY, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(), { a: 'failed', b: 'failed' });
  });

  it('tells an unhealthy one if that can be, and does not wait for it', async () => {
    fleet.lists = [['a', 'b', 'c']];
    for (const id of ['b', 'c']) fleet.unhealthy.add(id);
    fleet.failing.set('b', { times: Number.POSITIVE_INFINITY, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(), { a: 'acknowledged', b: 'unhealthy', c: 'acknowledged' });
    assert.deepEqual([fleet.waits, fleet.asked], [[], 1]);
  });

  it('tells one that Cloud Map lists only later, while it tries another again', async () => {
    fleet.lists = [['a'], ['a', 'late']];
    fleet.failing.set('a', { times: 1, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(), { a: 'acknowledged', late: 'acknowledged' });
  });

  it('has another token after one was refused', async () => {
    fleet.lists = [['a']];
    fleet.failing.set('a', { times: 1, code: 'UNAUTHENTICATED' });
    assert.deepEqual(await outcomes(), { a: 'acknowledged' });
    assert.deepEqual(fleet.tokens, ['token-1', 'token-2']);
  });

  it('asks STS and Cloud Map again when they are throttled, and tells nobody without a token', async () => {
    const throttled = new Error('RequestLimitExceeded');
    fleet.lists = [throttled, throttled, ['a']];
    fleet.tokenFails = 2;
    assert.deepEqual(await outcomes(), { a: 'acknowledged' });
    assert.equal(fleet.calls.length, 1);
  });

  it('fails with what Cloud Map says when it never answers, and with nobody told', async () => {
    fleet.lists = [new Error('RequestLimitExceeded')];
    await assert.rejects(tell(), /RequestLimitExceeded/);
    assert.deepEqual(fleet.calls, []);
  });

  it('takes nobody for gone while Cloud Map does not answer', async () => {
    fleet.lists = [['a'], new Error('RequestLimitExceeded')];
    fleet.failing.set('a', { times: Number.POSITIVE_INFINITY, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(), { a: 'failed' });
  });

  it('tells everybody once even when there is no time at all', async () => {
    fleet.lists = [['a', 'b']];
    fleet.failing.set('b', { times: 1, code: 'UNAVAILABLE' });
    assert.deepEqual(await outcomes(0), { a: 'acknowledged', b: 'failed' });
  });

  it('acknowledges for all that can, fails only for those live at the end, and calls none after its answer', async () => {
    const fate = fc.record({
      times: fc.oneof(fc.nat(4), fc.constant(Number.POSITIVE_INFINITY)),
      listedAgain: fc.boolean(),
      healthy: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 12 }), async (fates) => {
        const some = new FakeFleet();
        const ids = fates.map((_, index) => `i${index}`);
        some.lists = [ids, ids.filter((_, index) => fates[index]?.listedAgain)];
        for (const [index, { times, healthy }] of fates.entries()) {
          some.failing.set(`i${index}`, { times, code: 'UNAVAILABLE' });
          if (!healthy) some.unhealthy.add(`i${index}`);
        }
        const results = await some.rounds.tell(requests, some.now + 60_000);
        const counts = some.counts();
        for (const [index, { times, listedAgain, healthy }] of fates.entries()) {
          const { outcome, attempts } = results.find(({ instance }) => instance === `i${index}`) ?? {};
          assert.equal(attempts, counts[`i${index}`]);
          if (outcome === 'acknowledged') assert.equal(attempts, times + 1);
          if (outcome === 'failed') assert.ok(listedAgain && healthy && times === Number.POSITIVE_INFINITY);
          if (times === 0) assert.equal(outcome, 'acknowledged');
          if (healthy && listedAgain && times < 5) assert.equal(outcome, 'acknowledged');
        }
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReadWriteLock } from '../../src/dynamodb/read-write-lock.ts';

describe('the read-write lock', () => {
  it('lets readers overlap, keeps a writer alone, and serves in the order of asking', async () => {
    const lock = new ReadWriteLock();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
      seen.push(`${name} ends`);
    };
    await Promise.all([
      lock.shared(work('r1')),
      lock.shared(work('r2')),
      lock.exclusive(work('w1')),
      lock.shared(work('r3')),
      lock.exclusive(work('w2')),
    ]);
    assert.deepEqual(seen, [
      'r1 begins',
      'r2 begins',
      'r1 ends',
      'r2 ends',
      'w1 begins',
      'w1 ends',
      'r3 begins',
      'r3 ends',
      'w2 begins',
      'w2 ends',
    ]);
  });

  it('goes on after work that failed, and hands the failure to whoever asked', async () => {
    const lock = new ReadWriteLock();
    const fail = () => Promise.reject(new Error('no'));
    await assert.rejects(lock.exclusive(fail), /no/);
    await assert.rejects(lock.shared(fail), /no/);
    assert.equal(await lock.exclusive(async () => 'next'), 'next');
  });
});

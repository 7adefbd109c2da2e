import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { minute, second } from './fault-row.ts';
import { FaultWorld } from './fault-world.ts';

describe('a value that is cached', () => {
  it('is answered for eight minutes and more without STS, though its session has ended after five, and not for ever', async () => {
    const world = await FaultWorld.start();
    try {
      await world.store('acme');
      const token = world.token('acme', 300 * minute);
      assert.equal(await world.read(token), 'OK');
      await world.call('acme', token);
      for (let minutes = 0; minutes < 55; minutes += 5) {
        await world.time.pass(5 * minute);
        assert.equal(await world.read(token), 'OK');
        await world.call('acme', token);
      }
      const fault = { kind: 'service-unavailable' } as const;
      world.aws.faults.inject({ service: 'sts', fault, times: Number.POSITIVE_INFINITY });
      const reads: string[] = [];
      const lists: string[] = [];
      for (let passed = 0; passed < 12 * minute; passed += 5 * second) {
        reads.push(await world.read(token));
        lists.push((await world.call('acme', token)).code);
        await world.time.pass(5 * second);
      }
      const eightMinutes = (8 * minute) / (5 * second);
      assert.deepEqual(new Set(reads.slice(0, eightMinutes)), new Set(['OK', 'stale']), reads.join(' '));
      assert.ok(lists.indexOf('UNAVAILABLE') < (6 * minute) / (5 * second), 'what is not cached is refused by then');
      assert.equal(reads.at(-1), 'UNAVAILABLE');
    } finally {
      await world.close();
    }
  });
});

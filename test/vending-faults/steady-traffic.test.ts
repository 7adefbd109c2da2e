import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { minute, second } from './fault-row.ts';
import { type Answer, FaultWorld, patient } from './fault-world.ts';

const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);

describe('steady traffic', () => {
  it('through a renewal of every session loses no call, and none of them waits for STS', async () => {
    const world = await FaultWorld.start({ settings: patient });
    try {
      world.aws.setStsLatency(100);
      const tokens = new Map(tenants.map((tenant) => [tenant, world.token(tenant, 120 * minute)]));
      const round = (): Promise<Answer>[] => tenants.map((tenant) => world.call(tenant, tokens.get(tenant) ?? ''));
      const first = round();
      await world.time.pass(second);
      for (const { code } of await Promise.all(first)) assert.equal(code, 'OK');
      for (let minutes = 5; minutes <= 55; minutes += 5) {
        await world.time.pass(5 * minute);
        await Promise.all(round());
      }
      const { hits, refreshesBegun } = world.stats;
      assert.equal(refreshesBegun, 0);
      world.aws.counts.reset();

      const answers: Promise<Answer>[] = [];
      for (let seconds = 0; seconds < 60; seconds++) {
        answers.push(...round());
        await world.time.pass(second);
      }
      for (const { code, waitedMs } of await Promise.all(answers)) assert.deepEqual([code, waitedMs], ['OK', 0]);
      const stats = world.stats;
      assert.deepEqual([stats.hits - hits, stats.misses, stats.staleServed], [60 * tenants.length, tenants.length, 0]);
      assert.deepEqual([stats.refreshesBegun, stats.refreshesFailed], [tenants.length, 0]);
      assert.equal(world.aws.counts.total({ service: 'sts' }), tenants.length);
    } finally {
      await world.close();
    }
  });
});

import assert from 'node:assert/strict';
import { brokenSets, policySet } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { prove } from './prove-command.ts';
import { replay } from './replay.ts';

describe('the proof of a broken policy set', () => {
  for (const { name, about, set } of brokenSets()) {
    it(`fails with a request that the embedded AWS lets through, and not under the right documents: ${name}`, async function () {
      // The solver's share, on a machine that does other things as well.
      this.timeout(240_000);
      const { exitCode, status, counterexample } = await prove(name, about.breaks);
      assert.deepEqual([exitCode, status], [1, 'refuted']);
      assert.ok(counterexample !== undefined);
      const broken = await replay(set, counterexample);
      assert.ok(broken.reached, JSON.stringify({ broken, counterexample }));
      const healthy = await replay(policySet(set.deployment), counterexample);
      assert.ok(!healthy.reached, JSON.stringify({ healthy, counterexample }));
    });
  }
});

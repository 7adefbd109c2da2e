import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { actionsAsked } from '../../src/actions/actions-asked.ts';
import { proveTheorem } from '../../src/proof/prove-theorem.ts';
import { Solver } from '../../src/proof/smt/solver.ts';
import { theorems } from '../../src/proof/theorems/all.ts';
import { modeSet, renderedModes } from '../../src/review/rendered/rendered-files.ts';

describe('The proof', () => {
  let solver: Solver;

  before(async () => {
    solver = await Solver.start(30_000);
  });

  after(() => solver.close());

  for (const mode of renderedModes) {
    const set = modeSet(mode);
    for (const theorem of theorems) {
      if (theorem.concerns?.(set) === false) continue;
      it(`holds in ${mode} mode: ${theorem.name}`, async () => {
        const actions = await actionsAsked(Object.values(set.documents));
        const result = await proveTheorem(theorem, set, actions, solver);
        assert.equal(result.status, 'proved', JSON.stringify(result, null, 2));
        assert.ok(result.questions > 0);
      });
    }
  }
});

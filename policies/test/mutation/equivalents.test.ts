import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { caseDeployment } from '../../src/cases/case-documents.ts';
import { loadCases } from '../../src/cases/load-cases.ts';
import { trustMatrix } from '../../src/cases/trust-matrix.ts';
import { policySet } from '../../src/index.ts';
import { loadEquivalents, reasonsByName } from '../../src/mutation/equivalents.ts';
import { caseKiller } from '../../src/mutation/kill-by-cases.ts';
import { nameOf } from '../../src/mutation/mutant.ts';
import { mutantsOf } from '../../src/mutation/mutants-of.ts';
import { sameActionsTest } from '../../src/mutation/same-actions.ts';
import { possibleCases } from './possible-cases.ts';

/*
 * A reason can be wrong. What is taken for equivalent is asked requests at random, as AWS could make them, and must answer as
 * the document does. LEASEHOLD_EQUIVALENTS_RUNS asks more.
 */

const many = Number(process.env['LEASEHOLD_EQUIVALENTS_RUNS'] ?? 200);
const sets = [policySet(caseDeployment(false)), policySet(caseDeployment(true))];

describe('A mutant that is taken for equivalent', () => {
  it('answers every request drawn at random as the document does', async () => {
    const files = await possibleCases(sets, many, 20_261_125);
    for (const file of files) {
      const effects = new Set(file.cases.map((one) => one.expect));
      assert.ok(effects.has('allow') && effects.size > 1, `${file.kind}: ${[...effects]}`);
    }
    const listed = reasonsByName(loadEquivalents());
    const isSameActions = await sameActionsTest(sets);
    const toldApart: string[] = [];
    let asked = 0;
    for (const set of sets) {
      const [killAtRandom, killByCases] = [files, [...loadCases(), trustMatrix()]].map((one) => caseKiller(set, one));
      for (const mutant of mutantsOf(set)) {
        if (!listed.has(nameOf(mutant)) && !isSameActions(set, mutant)) continue;
        asked += 1;
        const killed = killAtRandom?.(mutant) ?? null;
        // Some are equivalent in one mode of the deployment only, or by AWS's actions of today though a case says more.
        if (killed?.by !== 'case' || killByCases?.(mutant) !== null) continue;
        toldApart.push(`${nameOf(mutant)}: ${killed.name}`);
      }
    }
    assert.ok(asked > 1_000, String(asked));
    assert.deepEqual(toldApart, []);
  });
});

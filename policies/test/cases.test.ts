import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type CaseVerdict, judgeFile } from '../src/cases/judge-case.ts';
import { loadCases } from '../src/cases/load-cases.ts';
import type { CaseFile } from '../src/cases/policy-case.ts';
import { trustMatrix } from '../src/cases/trust-matrix.ts';

const files = [...loadCases(), trustMatrix()];

/** One test for a case and what it also stands for; of the matrix, one for each way in. */
function grouped(file: CaseFile): ReadonlyMap<string, readonly CaseVerdict[]> {
  return Map.groupBy(judgeFile(file), ({ name }) => name.replace(/(; also with .*| session (with|\().*)$/s, ''));
}

for (const file of files) {
  describe(`cases: ${file.topic}`, () => {
    for (const [name, verdicts] of grouped(file)) {
      it(verdicts.length === 1 ? name : `${name} (${verdicts.length} requests)`, () => {
        assert.deepEqual(
          verdicts.filter(({ complaint }) => complaint !== null),
          [],
        );
      });
    }
  });
}

describe('the cases', () => {
  it('are named once in their file, and say why', () => {
    for (const file of files) {
      const names = file.cases.map((one) => one.name);
      assert.equal(new Set(names).size, names.length, file.topic);
      assert.ok(
        file.cases.every((one) => one.why.length > 0),
        file.topic,
      );
    }
  });

  it('expect allows and refusals in every file, so that neither a closed nor an open policy passes', () => {
    for (const file of files) {
      const effects = new Set(file.cases.map((one) => one.expect === 'allow'));
      assert.deepEqual([...effects].sort(), [false, true], file.topic);
    }
  });
});

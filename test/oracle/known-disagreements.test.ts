import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { examples } from './disagreements/examples.ts';
import { judge } from './judge.ts';
import { knownDisagreements } from './known-disagreements.ts';
import { type Oracle, startOracle } from './oracle-process.ts';
import { ourEngine } from './verdict.ts';

describe('the known disagreements with the oracle', () => {
  let oracle: Oracle;

  before(() => {
    oracle = startOracle();
  });

  after(() => oracle.close());

  for (const [name, ours, theirs, pair] of examples) {
    it(`${name}: ours says ${ours}, the oracle ${theirs}`, async () => {
      const [judged] = await judge([pair], ourEngine, oracle);
      assert.deepEqual(judged, { pair, ours, theirs, outcome: 'explained', classes: [name] });
    });
  }

  it('have an example each, a name of their own, and a page of AWS that decides', () => {
    const names = knownDisagreements.map(({ name }) => name);
    assert.deepEqual(
      examples.map(([name]) => name),
      names,
    );
    assert.equal(new Set(names).size, names.length);
    for (const { source } of knownDisagreements) assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

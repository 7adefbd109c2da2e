import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { brokenEngines } from './broken-engines.ts';
import { batches } from './fuzz.ts';
import { judge } from './judge.ts';
import { type Oracle, startOracle } from './oracle-process.ts';
import { documentsOf } from './pair.ts';
import { complaintOf } from './report.ts';
import { shrink } from './shrink.ts';
import { ourEngine } from './verdict.ts';

describe('a pair that nothing explains', () => {
  let oracle: Oracle;

  before(() => {
    oracle = startOracle();
  });

  after(() => oracle.close());

  it('is cut down to the statement and the condition that were decided wrongly, and can be asked again', async () => {
    const broken = brokenEngines.find(({ mistake }) => mistake === 'StringLike taken for StringNotLike');
    assert.ok(broken);
    const wrong = [...batches(1_000, 7)].flat().filter((pair) => broken.engine(pair) !== ourEngine(pair));
    const found = (await judge(wrong, broken.engine, oracle)).find(({ outcome }) => outcome === 'unexplained');
    assert.ok(found);
    const smallest = await shrink(found.pair, broken.engine, oracle);
    const text = complaintOf(found, smallest, 7);
    const again = JSON.parse(text.slice(text.indexOf('\n{')));
    assert.deepEqual(again, smallest);
    const [judged] = await judge([again], broken.engine, oracle);
    assert.equal(judged?.outcome, 'unexplained');
    const operators = documentsOf(smallest).flatMap(({ document }) =>
      document.Statement.flatMap(({ Condition = {} }) => Object.keys(Condition)),
    );
    assert.equal(operators.length, 1);
    assert.match(String(operators), /StringLike/);
    assert.ok(Object.keys(smallest.request.context).length <= 2);
  });
});

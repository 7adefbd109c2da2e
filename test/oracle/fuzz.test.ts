import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { brokenEngines } from './broken-engines.ts';
import { batches, fuzz } from './fuzz.ts';
import { judge } from './judge.ts';
import { knownDisagreements } from './known-disagreements.ts';
import { type Oracle, startOracle } from './oracle-process.ts';
import type { Pair } from './pair.ts';
import { progressOf } from './progress.ts';
import { complaintOf, reportOf } from './report.ts';
import { same } from './rewrite.ts';
import { fuzzPairs, fuzzSeed } from './settings.ts';
import { shrink } from './shrink.ts';
import { ourEngine, type Verdict } from './verdict.ts';

const count = fuzzPairs(5_000);
const seed = fuzzSeed(20_261_125);

describe('our engine and the oracle', () => {
  let oracle: Oracle;

  before(() => {
    oracle = startOracle();
  });

  after(() => oracle.close());

  it(`answer ${count} random pairs alike, but for the known disagreements`, async function () {
    this.timeout(600_000);
    const findings = await fuzz({ count, seed, engine: ourEngine, oracle }, progressOf(count));
    process.stdout.write(`${reportOf(findings)}\n`);
    const [first] = findings.unexplained;
    if (first !== undefined) assert.fail(complaintOf(first, await shrink(first.pair, ourEngine, oracle), seed));
    for (const [verdict, times] of Object.entries(findings.mix)) {
      assert.ok(times > count / 20, `${verdict}: ${times} times only`);
    }
  });

  it('known disagreements put a pair in other words that mean the same to our engine', () => {
    const rewritten = new Set<string>();
    for (const pairs of batches(2_000, seed)) {
      for (const pair of pairs) {
        const verdict = ourEngine(pair);
        for (const { name, only, rewrite } of knownDisagreements) {
          const next = rewrite(pair);
          if (next === null || same(next, pair)) continue;
          rewritten.add(name);
          // What explains one answer only claims no more than: if the other words have that answer, so has the pair.
          if (only === undefined || ourEngine(next) === only) assert.equal(ourEngine(next), verdict, name);
        }
      }
    }
    assert.deepEqual([...rewritten].sort(), knownDisagreements.map(({ name }) => name).sort());
  });

  describe('a wrong decision of ours is not excused by the known disagreements', () => {
    const right: { readonly pair: Pair; readonly text: string; readonly verdict: Verdict }[] = [];

    before(() => {
      for (const pairs of batches(4_000, seed)) {
        for (const pair of pairs) right.push({ pair, text: JSON.stringify(pair), verdict: ourEngine(pair) });
      }
    });

    for (const { mistake, misread, engine } of brokenEngines) {
      it(mistake, async () => {
        const wrong = right.filter(({ pair, text, verdict }) => {
          return JSON.stringify(misread(pair)) !== text && engine(pair) !== verdict;
        });
        const asked = wrong.slice(0, 40).map(({ pair }) => pair);
        const judged = await judge(asked, engine, oracle);
        const outcomes = judged.map(({ outcome }) => outcome);
        assert.ok(outcomes.includes('unexplained'), `was not found in ${asked.length} wrong decisions`);
        // Where the oracle happens to make the same mistake they agree, and it is for the cases of the engine to find it.
        assert.ok(!outcomes.includes('explained'), 'was explained away');
      });
    }
  });
});

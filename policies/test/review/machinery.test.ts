import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isChanged, machineryChanges, partsPhrase, theoremsPhrase } from '../../src/review/machinery/machinery.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import type { Review } from '../../src/review/report/review.ts';
import { reviewSarif } from '../../src/review/report/sarif.ts';
import { verdictOf } from '../../src/review/report/verdict.ts';
import { goodReview } from './sample-review.ts';

const theoremList =
  '# Proof\n\n## The theorems\n\n| Theorem | Says |\n| --- | --- |\n| `isolation` | None. |\n| `old` | Gone. |\n';
const now = [
  { name: 'isolation', says: 'Nearly none.' },
  { name: 'new', says: 'Here.' },
];

function changesOf(files: readonly string[]) {
  return machineryChanges({ changedFiles: () => files, theoremList }, now);
}

const changed = changesOf(['policies/src/proof/a.ts', 'policies/src/proof/b/c.ts', 'policies/cases/isolation.json']);
const same = machineryChanges({ changedFiles: () => [], theoremList: null }, now);

describe('What a review rests on besides the documents', () => {
  it('is told in a line, the untouched parts too', () => {
    assert.equal(
      partsPhrase(changed),
      'the prover: 2 files; the names and grammars that all of these share: unchanged; the comparison: unchanged; the mutation: unchanged; the equivalents: unchanged; the cases: 1 file; the policy engine: unchanged',
    );
  });

  it('names the theorems that are gone, say something else, or are new', () => {
    assert.equal(
      theoremsPhrase(changed),
      'theorems that are gone: old; theorems that say something else: isolation; theorems that are new: new',
    );
    assert.deepEqual([theoremsPhrase(same), isChanged(same), isChanged(changed)], ['', false, true]);
  });

  it('is changed by a theorem alone, and by a file alone', () => {
    assert.ok(isChanged(changesOf([])));
    assert.ok(isChanged({ ...same, parts: [{ part: 'the prover', files: ['policies/src/proof/a.ts'] }] }));
  });

  const review = (machinery: Review['machinery']): Review => ({ ...goodReview(), machinery });
  const stateOf = (one: Review) => verdictOf(one).find(({ part }) => part === 'machinery')?.state;

  it('is to be read when it changed, fine when not, and no matter without a base', () => {
    assert.deepEqual(
      [changed, same, null].map((one) => stateOf(review(one))),
      ['read', 'good', undefined],
    );
  });

  it('stands on the page with every file, and its mark leads there', () => {
    const page = reviewHtml(review(changed)).replaceAll('<wbr>', '');
    assert.match(page, /<li class="tile read"><a href="#machinery">/);
    assert.match(page, /<h3 id="machinery">/);
    for (const name of ['policies/src/proof/b/c.ts', 'policies/cases/isolation.json'])
      assert.ok(page.includes(`<code>${name}</code>`));
    assert.match(page, /Theorems that are gone: old;/);
    assert.match(page, /No request was found that became possible, but not everything is asked/);
    assert.doesNotMatch(reviewHtml(review(null)), /id="machinery"/);
  });

  it('is a warning of the tool in SARIF', () => {
    const notified = (one: Review): unknown =>
      JSON.parse(reviewSarif(one)).runs[0].invocations[0].toolExecutionNotifications;
    assert.match(
      JSON.stringify(notified(review(changed))),
      /"warning".*the prover: 2 files.*theorems that are gone: old/,
    );
    assert.equal(notified(review(same)), undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import { mutationTable } from '../../src/review/report/mutation-table.ts';
import type { MutationTable, Review } from '../../src/review/report/review.ts';
import { mutationScore, type PartVerdict, verdictOf } from '../../src/review/report/verdict.ts';
import { badReview, goodReview, shortReview } from './sample-review.ts';

const reviews = { bad: badReview(), good: goodReview(), short: shortReview() };

function states(review: Review): Readonly<Record<string, string>> {
  return Object.fromEntries(verdictOf(review).map(({ part, state }) => [part, state]));
}

function verdict(review: Review, part: PartVerdict['part']): PartVerdict {
  const found = verdictOf(review).find((one) => one.part === part);
  assert.ok(found !== undefined);
  return found;
}

function withFindings(level: 'error' | 'note' | null): Review {
  const { lint } = reviews.bad;
  return { ...reviews.good, lint: { ...lint, findings: lint.findings.filter((finding) => finding.level === level) } };
}

describe('The verdict of a review', () => {
  it('is good when everything is, and says what is bad, to be done, to be read, or was not run', () => {
    assert.deepEqual(states(reviews.good), { proof: 'good', changes: 'good', mutation: 'good', lint: 'act' });
    assert.deepEqual(states(reviews.bad), { proof: 'bad', changes: 'read', mutation: 'bad', lint: 'bad' });
    assert.deepEqual(states(reviews.short), { proof: 'none', changes: 'none', mutation: 'none', lint: 'act' });
  });

  it('is no good mark where a note asks for something outside of the documents: amber, with what and for which', () => {
    const { state, sentence } = verdict(withFindings('note'), 'lint');
    assert.equal(state, 'act');
    assert.match(
      sentence,
      /raise the quota "Role trust policy length" first \(tenant-reader-trust, tenant-writer-trust\)/,
    );
    const page = reviewHtml(withFindings('note'));
    assert.match(page, /<li class="tile act"><a href="#lint"><span class="mark" role="img" aria-label="to be done">!</);
    assert.match(page, /something is to be done elsewhere/);
    assert.match(page, /<span class="outside">.*have the quota raised first/);
    assert.equal(verdict(withFindings(null), 'lint').state, 'good');
    assert.equal(verdict(withFindings('error'), 'lint').state, 'bad');
    assert.doesNotMatch(reviewHtml(withFindings(null)), /something is to be done elsewhere|class="tile act"/);
  });

  it('says in a sentence which theorems are not proved, and in which mode', () => {
    assert.equal(
      verdict(reviews.bad, 'proof').sentence,
      'Not proved: read-only (web-identity), attribution (web-identity).',
    );
    assert.equal(verdict(reviews.good, 'proof').sentence, 'Every theorem is proved, in web-identity and assume-role.');
  });

  it('does not call it a good change when what became possible could not be decided', () => {
    const { changes } = reviews.good;
    assert.ok(changes !== null);
    const { state, sentence } = verdict({ ...reviews.good, changes: { ...changes, undecided: ['a kind'] } }, 'changes');
    assert.equal(state, 'bad');
    assert.match(sentence, /could not say/);
  });

  it('takes an unknown theorem for a bad one, and no theorems for no proof', () => {
    const [mode] = reviews.bad.proof ?? [];
    assert.ok(mode !== undefined);
    const results = mode.results.filter(({ status }) => status === 'unknown');
    assert.equal(states({ ...reviews.good, proof: [{ ...mode, results }] })['proof'], 'bad');
    assert.equal(states({ ...reviews.good, proof: [] })['proof'], 'bad');
  });

  it('says 100 % only when no mutant survived, and is not good with an outdated list of equivalents', () => {
    const row = { document: 'a', sid: 'b', kind: 'widened', mutants: 1_000, killed: 999, equivalent: 0 };
    const table: MutationTable = { rows: [row], equivalents: [], surviving: ['one'], stale: [] };
    assert.equal(mutationScore(table), 99);
    assert.equal(states({ ...reviews.good, mutation: table })['mutation'], 'bad');
    const sound = { ...table, rows: [{ ...row, killed: 1_000 }], surviving: [] };
    assert.equal(states({ ...reviews.good, mutation: sound })['mutation'], 'good');
    assert.equal(states({ ...reviews.good, mutation: { ...sound, stale: ['one'] } })['mutation'], 'bad');
    assert.equal(mutationScore({ ...table, rows: [{ ...row, equivalent: 1 }] }), 100);
  });
});

describe('The mutation table', () => {
  it('counts by statement and kind, and names the equivalent and the surviving', () => {
    const mutated = modeSet('web-identity').documents['tenant-reader'];
    const mutant = { document: 'tenant-reader', sid: 'One', kind: 'widened', mutated } as const;
    const judged = (description: string, fate: 'case' | 'proof' | 'grammar' | 'equivalent' | 'surviving') => ({
      mutant: { ...mutant, description },
      fate,
      by: fate === 'equivalent' ? 'because' : null,
    });
    const all = [
      judged('a', 'case'),
      judged('b', 'proof'),
      judged('c', 'grammar'),
      judged('d', 'equivalent'),
      judged('e', 'surviving'),
    ];
    assert.deepEqual(mutationTable({ judged: all, stale: ['f'] }), {
      rows: [{ document: 'tenant-reader', sid: 'One', kind: 'widened', mutants: 5, killed: 3, equivalent: 1 }],
      equivalents: [{ mutant: 'tenant-reader/One: d', reason: 'because' }],
      surviving: ['tenant-reader/One: e'],
      stale: ['f'],
    });
  });
});

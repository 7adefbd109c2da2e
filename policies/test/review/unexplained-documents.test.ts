import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-document.ts';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';
import { saysTheSame } from '../../src/review/rendered/same-document.ts';
import { unexplainedDocuments } from '../../src/review/rendered/unexplained-documents.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import type { Review } from '../../src/review/report/review.ts';
import { reviewSarif } from '../../src/review/report/sarif.ts';
import { verdictOf } from '../../src/review/report/verdict.ts';
import { goodReview } from './sample-review.ts';

const base = modeSet('web-identity');
const document = base.documents['tenant-reader'];

function withStatements(
  change: (statement: PolicyStatement, index: number) => readonly PolicyStatement[],
): PolicyDocument {
  return { ...document, Statement: document.Statement.flatMap(change) };
}

describe('Two documents say the same for certain', () => {
  const alike: readonly (readonly [string, PolicyDocument])[] = [
    ['in another order', { ...document, Statement: [...document.Statement].reverse() }],
    ['under other Sids', withStatements((one, index) => [{ ...one, Sid: `S${index}` }])],
    [
      'with a statement an action',
      withStatements(({ Action, ...one }) =>
        Action === undefined ? [one] : Action.map((action) => ({ ...one, Action: [action] })),
      ),
    ],
    ['with a statement twice', withStatements((one) => [one, one])],
  ];
  for (const [what, other] of alike) it(what, () => assert.ok(saysTheSame(document, other)));

  const apart: readonly (readonly [string, PolicyDocument])[] = [
    [
      'an action more',
      withStatements(({ Action, ...one }) => [Action === undefined ? one : { ...one, Action: [...Action, 'a:B'] }]),
    ],
    [
      'an exception more',
      withStatements(({ NotAction, ...one }) => [
        NotAction === undefined ? one : { ...one, NotAction: [...NotAction, 'a:B'] },
      ]),
    ],
    ['a statement less', { ...document, Statement: document.Statement.slice(1) }],
    ['another effect', withStatements((one) => [{ ...one, Effect: one.Effect === 'Allow' ? 'Deny' : 'Allow' }])],
    ['no condition', withStatements(({ Condition: _left, ...one }) => [one])],
    ['another resource', withStatements((one) => [{ ...one, Resource: '*' }])],
  ];
  for (const [what, other] of apart) it(`but not with ${what}`, () => assert.ok(!saysTheSame(document, other)));
});

describe('A document whose change decides nothing otherwise', () => {
  const changed = (other: PolicyDocument) => ({ ...base, documents: { ...base.documents, 'tenant-reader': other } });
  const narrower = withStatements(({ Condition: _left, ...one }) => [one]);
  const from = { set: base, missing: [] };

  it('is to be read, unless a difference is put down to it or it is certain that it says the same', () => {
    assert.deepEqual(unexplainedDocuments(from, changed(narrower), []), ['tenant-reader']);
    assert.deepEqual(unexplainedDocuments(from, changed(narrower), ['tenant-table']), ['tenant-reader']);
    assert.deepEqual(unexplainedDocuments(from, changed(narrower), ['tenant-reader']), []);
    assert.deepEqual(
      unexplainedDocuments(from, changed(withStatements((one) => [{ ...one, Sid: `${one.Sid}2` }])), []),
      [],
    );
    assert.deepEqual(unexplainedDocuments(from, base, []), []);
  });

  it('is to be read when it is new as well', () => {
    assert.deepEqual(unexplainedDocuments({ ...from, missing: ['tenant-table'] }, changed(document), []), []);
    const without = { set: changed({ ...document, Statement: [] }), missing: ['tenant-reader'] as const };
    assert.deepEqual(unexplainedDocuments(without, base, []), ['tenant-reader']);
  });

  const review = (unexplained: readonly ['tenant-reader'] | readonly []): Review => {
    const good = goodReview();
    const { changes } = good;
    assert.ok(changes !== null);
    return { ...good, changes: { ...changes, changedDocuments: unexplained, unexplainedDocuments: unexplained } };
  };

  it('makes the part one to be read, with the reason', () => {
    const [, verdict] = verdictOf(review(['tenant-reader']));
    assert.deepEqual([verdict?.part, verdict?.state, verdict?.figure], ['changes', 'read', '0']);
    assert.match(
      verdict?.sentence ?? '',
      /^No request became possible, and none impossible\. But the text of tenant-reader changed and none of this comes from it: read its diff\.$/,
    );
    assert.equal(verdictOf(review([]))[1]?.state, 'good');
  });

  it('is told on the page, and no good mark stands there', () => {
    const page = reviewHtml(review(['tenant-reader']));
    assert.match(page, /class="unexplained"/);
    assert.doesNotMatch(page, /✓ No request became possible/);
    assert.match(reviewHtml(review([])), /✓ No request became possible/);
  });

  it('is a warning in SARIF, at the document', () => {
    const { results } = JSON.parse(reviewSarif(review(['tenant-reader']))).runs[0] as {
      results: { ruleId: string; level: string; locations: unknown }[];
    };
    const found = results.filter(({ ruleId }) => ruleId === 'read-the-diff');
    assert.deepEqual(
      found.map(({ level }) => level),
      ['warning'],
    );
    assert.match(JSON.stringify(found[0]?.locations), /web-identity\/tenant-reader\.json/);
  });
});

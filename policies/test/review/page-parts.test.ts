import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import type { ModeProof, Review } from '../../src/review/report/review.ts';
import { badReview, goodReview } from './sample-review.ts';

const good = goodReview();
const bad = badReview();

/** One section of the page, without the marks of where a name may break. */
function sectionOf(review: Review, id: string): string {
  const [, text = ''] = new RegExp(`<section id="${id}">(.*?)</section>`, 's').exec(reviewHtml(review)) ?? [];
  return text.replaceAll('<wbr>', '');
}

function proved(theorem: string, milliseconds: number, says = `${theorem} holds.`): ModeProof['results'][number] {
  return { theorem, says, status: 'proved', questions: 10, solved: 2, milliseconds, slowestMs: 1 };
}

/** Theorems of two modes, all but one asked in both. */
const proof: readonly ModeProof[] = [
  { mode: 'web-identity', results: [proved('isolation', 1_500), proved('tokens', 20)] },
  { mode: 'assume-role', results: [proved('isolation', 3_000)] },
];

describe('The proof on the page', () => {
  const page = sectionOf({ ...good, proof }, 'proof');

  it('has one table with a row a theorem, and a column with result and time for each mode', () => {
    assert.equal(page.split('<table ').length - 1, 1);
    const [, heads = ''] = /<thead>(.*?)<\/thead>/s.exec(page) ?? [];
    const columns = [...heads.matchAll(/<th scope="col">([^<]*)<\/th>/g)].map(([, head]) => head);
    assert.deepEqual(columns, ['Theorem', 'web-identity', 'assume-role', 'Says']);
    const rows = [...page.matchAll(/<tr><th scope="row"><code>([^<]*)<\/code><\/th>(.*?)<\/tr>/gs)];
    assert.deepEqual(
      rows.map(([, theorem]) => theorem),
      ['isolation', 'tokens'],
    );
    assert.match(rows[0]?.[2] ?? '', /✓ proved.*1\.5 s.*2 of 10 to the solver.*✓ proved.*3\.0 s/s);
    assert.match(rows[1]?.[2] ?? '', /✓ proved.*20 ms.*not asked/s);
  });

  it('has one chart of solver times, a bar a mode, on one scale', () => {
    assert.equal(page.split('<figure class="chart"').length - 1, 1);
    assert.match(page, /web-identity, 1\.5 s together/);
    assert.match(page, /assume-role, 3\.0 s together/);
    const [, line = ''] = /<div class="line"><span class="what"><code>isolation<\/code>(.*?)<\/div>/s.exec(page) ?? [];
    const widths = [...line.matchAll(/<rect class="(\w+)"[^>]* width="([\d.]+)"/g)].map(([, kind, width]) => [
      kind,
      width,
    ]);
    assert.deepEqual(widths, [
      ['measure', '50.00'],
      ['second', '100.00'],
    ]);
  });

  it('puts no two theorems in one row: what says something else in the other mode is told apart', () => {
    const other = { mode: 'assume-role', results: [proved('isolation', 1, 'Something less.')] } as const;
    const both = sectionOf({ ...good, proof: [...proof.slice(0, 1), other] }, 'proof');
    assert.equal(both.split('<th scope="row"><code>isolation</code>').length - 1, 2);
  });

  it('says of a counterexample in which mode it breaks the theorem', () => {
    assert.match(sectionOf(bad, 'proof'), /What breaks <code>read-only<\/code>, web-identity/);
  });
});

describe('The matrix on the page', () => {
  it('answers first whether anything of another tenant is allowed, and names the number when it is', () => {
    assert.match(
      sectionOf(good, 'sessions'),
      /^<h2>[^<]*<\/h2>\s*<ul class="answers"><li><b class="good">✓<\/b> Of \d+ requests for another tenant&#39;s data, <b class="good">none<\/b> is/,
    );
    const [sheet, ...others] = good.matrix;
    const [row, ...rows] = sheet?.rows ?? [];
    assert.ok(sheet !== undefined && row !== undefined && row.cells.own !== null);
    const leak = { ...row, cells: { ...row.cells, 'other-tenant': row.cells.own } };
    const page = sectionOf({ ...good, matrix: [{ ...sheet, rows: [leak, ...rows] }, ...others] }, 'sessions');
    assert.match(page, /another tenant&#39;s data, <b class="bad">1<\/b> is allowed/);
  });
});

describe('The documents on the page', () => {
  it('says that a SecureString needs the key policy too, and which documents the organisation has to attach', () => {
    const page = sectionOf(good, 'documents');
    assert.match(page, /SecureString[^<]*key policy must allow/);
    const tagged = [
      ...page.matchAll(
        /<h3>([\w-]+)(?:(?!<\/h3>).)*<span class="tag outside">only where the organisation attaches it/g,
      ),
    ];
    assert.deepEqual([...new Set(tagged.map(([, name]) => name))], ['organization-scp', 'organization-rcp']);
  });
});

describe('Equivalent mutants on the page', () => {
  it('stand closed behind their reasons, the commonest first, with where they are when it is printed', () => {
    assert.ok(bad.mutation !== null);
    const equivalents = ['a', 'b', 'b'].map((reason, index) => ({
      mutant: `mutant ${index}`,
      reason: `because ${reason}`,
    }));
    const page = sectionOf({ ...bad, mutation: { ...bad.mutation, equivalents } }, 'mutation');
    const reasons = [...page.matchAll(/<details class="reason"><summary>(.*?)<\/summary>/g)].map(([, text]) => text);
    assert.deepEqual(reasons, ['<b>2</b> because b', '<b>1</b> because a']);
    assert.match(page, /review\.json under\s+mutation\.equivalents/);
    assert.doesNotMatch(page, /<details[^>]* open/);
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { modeSet } from '../../src/review/rendered/rendered-files.ts';
import { html } from '../../src/review/report/html/markup.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import { mutationTable } from '../../src/review/report/mutation-table.ts';
import type { MutationTable, Review } from '../../src/review/report/review.ts';
import { mutationScore, verdictOf } from '../../src/review/report/verdict.ts';
import { reviewJson, writeReview } from '../../src/review/report/write-review.ts';
import { badReview, goodReview, hostile, shortReview } from './sample-review.ts';

const reviews = { bad: badReview(), good: goodReview(), short: shortReview() };

function states(review: Review): Readonly<Record<string, string>> {
  return Object.fromEntries(verdictOf(review).map(({ part, state }) => [part, state]));
}

describe('Markup', () => {
  it('lets no text become an element or leave its attribute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [, attribute = '', inside = ''] =
          /^<p title="([^"]*)">([^<]*)<\/p>$/s.exec(html`<p title="${text}">${text}</p>`.text) ?? [];
        const back = (escaped: string) =>
          escaped
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&quot;', '"')
            .replaceAll('&#39;', "'")
            .replaceAll('&amp;', '&');
        assert.deepEqual([back(attribute), back(inside)], [text, text]);
        assert.doesNotMatch(attribute + inside, /[<>"']/);
      }),
    );
  });

  it('keeps markup in markup, joins lists and leaves nothing of null', () => {
    assert.equal(html`<b>${[html`<i>${'<'}</i>`, 1, null, ['&']]}</b>`.text, '<b><i>&lt;</i>1&amp;</b>');
  });
});

describe('The review as HTML', () => {
  for (const [name, review] of Object.entries(reviews)) {
    const page = reviewHtml(review);

    it(`of the ${name} sample has every part, and every link in it leads somewhere in it`, () => {
      for (const id of ['changes', 'proof', 'sessions', 'documents', 'lint', 'mutation', 'limits']) {
        assert.ok(page.includes(`<section id="${id}">`), id);
      }
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      assert.equal(new Set(ids).size, ids.length, 'an id is there twice');
      const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, link]) => link ?? '');
      assert.ok(links.length > 100);
      for (const link of links) assert.ok(link.startsWith('#') && ids.includes(link.slice(1)), link);
    });

    it(`of the ${name} sample needs nothing from anywhere: no script, no image, no style sheet, no address to load`, () => {
      assert.doesNotMatch(page, /<(script|link|img|iframe|object|embed|form|base)\b/i);
      assert.doesNotMatch(page, /\s(src|srcset|action|on[a-z]+|style)="/i);
      const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
      assert.ok(style.length > 1_000);
      assert.doesNotMatch(style, /url\(|@import|:\/\//);
    });

    it(`of the ${name} sample says every statement in words`, () => {
      for (const { name: document, statements } of review.documents) {
        for (const { sid } of statements) assert.ok(page.includes(`id="${document}`) && page.includes(sid));
      }
    });
  }

  it('shows hostile text as text', () => {
    const page = reviewHtml(reviews.bad);
    assert.ok(!page.includes(hostile) && !page.includes('<img'));
    assert.ok(page.split('&lt;img ').length > 15);
  });

  it('says which parts were not run, and how to run them', () => {
    const page = reviewHtml(reviews.short);
    for (const command of ['policies review --base', 'policies prove', 'policies mutate']) {
      assert.ok(page.replaceAll('<wbr>', '').includes(command), command);
    }
  });
});

describe('The verdict of a review', () => {
  it('is good when everything is, and says what is bad, to be read, or was not run', () => {
    assert.deepEqual(states(reviews.good), { proof: 'good', changes: 'good', mutation: 'good', lint: 'good' });
    assert.deepEqual(states(reviews.bad), { proof: 'bad', changes: 'read', mutation: 'bad', lint: 'bad' });
    assert.deepEqual(states(reviews.short), { proof: 'none', changes: 'none', mutation: 'none', lint: 'good' });
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

describe('Writing a review', () => {
  it('leaves the three forms in the folder, and the JSON is the review itself', () => {
    const dir = mkdtempSync(join(tmpdir(), 'leasehold-review-'));
    try {
      const paths = writeReview(reviews.good, join(dir, 'new'));
      assert.deepEqual(readdirSync(join(dir, 'new')).sort(), ['review.html', 'review.json', 'review.sarif']);
      assert.equal(paths.length, 3);
      const text = readFileSync(join(dir, 'new', 'review.json'), 'utf8');
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(reviews.good)));
      assert.equal(text, reviewJson(reviews.good));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('gives the same bytes for the same review', () => {
    assert.equal(reviewHtml(badReview()), reviewHtml(badReview()));
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { html } from '../../src/review/report/html/markup.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import { reviewJson, writeReview } from '../../src/review/report/write-review.ts';
import { badReview, goodReview, hostile, shortReview } from './sample-review.ts';

const reviews = { bad: badReview(), good: goodReview(), short: shortReview() };

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

    it(`of the ${name} sample has every part in its order, and every link in it leads somewhere in it`, () => {
      const sections = [...page.matchAll(/<section id="([^"]*)">/g)].map(([, id]) => id);
      assert.deepEqual(sections, ['changes', 'sessions', 'proof', 'documents', 'mutation', 'lint', 'limits']);
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

    it(`of the ${name} sample heads every column and every row, and names every table`, () => {
      assert.doesNotMatch(page, /<th(?! scope="(col|row)")[\s>]/);
      for (const [row] of page.matchAll(/<tr>.*?<\/tr>/gs)) assert.match(row, /^<tr><th scope="(col|row)"/);
      const names = [...page.matchAll(/<div class="scroll" [^>]*aria-label="([^"]+)"><table /g)].map(
        ([, text]) => text,
      );
      assert.equal(names.length, page.split('<table').length - 1);
      assert.equal(new Set(names).size, names.length);
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

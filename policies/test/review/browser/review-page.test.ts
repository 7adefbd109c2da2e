import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { writeReview } from '../../../src/review/report/write-review.ts';
import { badReview, goodReview, shortReview } from '../sample-review.ts';
import { Chromium, chromiumOnPath } from './chromium.ts';
import { looksOf } from './looks.ts';
import { Page } from './page.ts';

const samples = { bad: badReview, good: goodReview, short: shortReview };

describe('The review in a real browser, without network', () => {
  let browser: Chromium | null = null;
  let dir = '';

  before(function (this: Mocha.Context) {
    const executable = chromiumOnPath();
    if (executable === null) {
      const missing = 'no Chromium on PATH; on Debian: apt-get install chromium';
      assert.notEqual(process.env['LEASEHOLD_BROWSER'], 'required', missing);
      console.warn(`    *** THE REVIEW PAGE IS NOT LOOKED AT: ${missing} ***`);
      this.skip();
    }
    dir = mkdtempSync(join(tmpdir(), 'leasehold-page-'));
    for (const [name, make] of Object.entries(samples)) writeReview(make(), join(dir, name));
    browser = new Chromium(executable);
  });

  after(async () => {
    await browser?.close();
    if (dir !== '') rmSync(dir, { recursive: true });
  });

  async function opened(name: string, options: { width: number; dark?: boolean; print?: boolean }): Promise<Page> {
    assert.ok(browser !== null);
    return Page.open(browser, join(dir, name, 'review.html'), options);
  }

  for (const name of Object.keys(samples)) {
    for (const width of [1280, 390]) {
      it(`the ${name} sample is whole and readable at ${width} pixels and asks for nothing`, async () => {
        const page = await opened(name, { width });
        const { overflow, out, scrolling, smallest, pale, sections, bars } = await looksOf(page);
        assert.deepEqual(page.requests, []);
        assert.deepEqual(page.complaints, []);
        assert.ok(overflow <= 0, `${overflow} pixels wider than the screen`);
        assert.deepEqual(out, []);
        assert.ok(width < 600 ? scrolling > 5 : scrolling === 0, `${scrolling} tables scroll in their box`);
        assert.deepEqual(pale, []);
        assert.ok(smallest >= 11, `text of ${smallest} pixels`);
        assert.deepEqual(sections, ['changes', 'sessions', 'proof', 'documents', 'mutation', 'lint', 'limits']);
        assert.ok(name === 'short' || bars >= 2, `${bars} bars`);
      });
    }
  }

  it('is light or dark as the reader has it, always black on white on paper, and nowhere too pale to read', async () => {
    const colours = async (options: { dark?: boolean; print?: boolean }) => {
      const { foreground, background, pale } = await looksOf(await opened('bad', { width: 1280, ...options }));
      assert.deepEqual(pale, []);
      return brightness(background) - brightness(foreground);
    };
    assert.ok((await colours({})) > 150);
    assert.ok((await colours({ dark: true })) < -150);
    assert.equal(await colours({ dark: true, print: true }), 255);
  });

  it('prints on paper: a real document of some pages, tables as tables', async () => {
    const page = await opened('bad', { width: 690, print: true });
    const { out, scrolling } = await looksOf(page);
    assert.deepEqual(out, []);
    assert.equal(scrolling, 0);
    assert.equal(
      await page.evaluate('getComputedStyle(document.querySelector("table.matrix td")).display'),
      'table-cell',
    );
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    assert.ok(pdf.length > 50_000);
  });

  it('opens the statement that a cell of the matrix points at', async () => {
    const page = await opened('good', { width: 1280 });
    const target = await page.evaluate<string>(`(() => {
      document.querySelector('table.matrix td.allow a').click();
      return document.querySelector(':target').id;
    })()`);
    assert.equal(target, 'tenant-reader/ReadOwnItems');
  });

  it('is a picture of something: the page is no blank sheet', async () => {
    const png = await (await opened('good', { width: 390 })).screenshot();
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.ok(png.length > 100_000, String(png.length));
  });

  it('would be found out: a page that loads an image from elsewhere is seen to, and one that is too wide or too pale', async () => {
    assert.ok(browser !== null);
    const page = await opened('good', { width: 390 });
    await page.evaluate(`(() => {
      const wide = document.createElement('div');
      wide.style.width = '500px';
      wide.style.color = '#999';
      wide.textContent = 'wide';
      document.body.append(wide);
      return true;
    })()`);
    const { out, pale } = await looksOf(page);
    assert.ok(out.length > 0);
    assert.equal(pale.length, 1);
    await page.evaluate(`new Promise((done) => {
      const image = new Image();
      image.onerror = () => done(true);
      image.src = 'https://tracker.example/x';
    })`);
    assert.ok(
      page.complaints.some((text) => text.includes('Content Security Policy')),
      page.complaints.join(),
    );
  });
});

/** Of a colour as the browser gives it, `rgb(0, 0, 0)`: 0 to 255. */
function brightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return 0.3 * red + 0.6 * green + 0.1 * blue;
}

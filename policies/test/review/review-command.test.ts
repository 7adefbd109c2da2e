import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { NoRenderedDocumentsError, UnknownRevisionError } from '../../src/review/git-revision.ts';
import { writeRendered } from '../../src/review/rendered/rendered-files.ts';
import { UnreadableDocumentError } from '../../src/review/rendered/unreadable-document-error.ts';
import { reviewHtml } from '../../src/review/report/html/page.ts';
import type { RequestChange, Review } from '../../src/review/report/review.ts';
import { type ReviewParts, reviewCommand } from '../../src/review/review-command.ts';

const change: RequestChange = {
  explanation: 'A reader reads the neighbour.',
  example: {
    role: 'reader',
    tags: { TenantId: 'acme' },
    sessionPolicy: null,
    tenant: 'acme',
    other: 'acme2',
    otherService: null,
    ask: { action: 'dynamodb:GetItem', resource: '*', context: {} },
  },
};

const proved = {
  theorem: 'isolation',
  says: 'It holds.',
  status: 'proved',
  questions: 1,
  solved: 1,
  milliseconds: 1,
  slowestMs: 1,
} as const;

const parts: ReviewParts = {
  prove: async () => [proved],
  mutate: async () => ({ judged: [], stale: [] }),
  compare: async () => ({ newlyAllowed: [], newlyDenied: [] }),
};

describe('The review command', () => {
  let repository = '';
  let lines: string[] = [];

  before(() => {
    repository = mkdtempSync(join(tmpdir(), 'leasehold-review-command-'));
    const rendered = join(repository, 'policies', 'rendered');
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: repository });
    const commit = (tag: string) => {
      git('add', '.');
      git('commit', '-q', '-m', tag);
      git('tag', tag);
    };
    git('init', '-q');
    writeFileSync(join(repository, 'README.md'), '');
    commit('before');
    mkdirSync(rendered, { recursive: true });
    writeRendered(rendered);
    rmSync(join(rendered, 'web-identity', 'tenant-table.json'));
    commit('older');
    writeFileSync(join(rendered, 'web-identity', 'tenant-table.json'), '{}');
    commit('unreadable');
  });

  after(() => rmSync(repository, { recursive: true }));

  async function run(also: ReviewParts, base: string | null): Promise<{ status: number; review: Review }> {
    lines = [];
    const out = join(repository, 'out');
    const made = new Date('2026-11-25T10:00:00Z');
    const status = await reviewCommand({ repository, out, base, made }, also, (line) => lines.push(line));
    return { status, review: JSON.parse(readFileSync(join(out, 'review.json'), 'utf8')) as Review };
  }

  it('writes the review, a line a part, and exits with 0 when nothing is bad', async () => {
    const { mutate: _left, ...most } = parts;
    const { status, review } = await run(most, 'older');
    assert.equal(status, 0);
    assert.deepEqual(
      lines.slice(0, 4).map((line) => line.slice(0, 9)),
      // The table's policy is new, and the comparison that is handed in finds nothing that it decides.
      ['ok   proo', 'READ chan', '-    muta', 'NOTE lint'],
    );
    assert.equal(lines.filter((line) => line.startsWith('wrote ')).length, 3);
    assert.equal(review.base, 'older');
    assert.deepEqual(review.changes?.addedDocuments, ['tenant-table']);
    assert.equal(lines.filter((line) => line.includes('not in older: tenant-table (')).length, 1);
    assert.equal(lines.filter((line) => line.includes('read the diff of tenant-table: ')).length, 1);
    assert.ok(
      lines.some((line) => line.startsWith('ok   machinery: 0 files')),
      lines.join('\n'),
    );
    assert.match(readFileSync(join(repository, 'out', 'review.html'), 'utf8'), /does not have these and is compared/);
    assert.deepEqual(
      review.proof?.map(({ mode }) => mode),
      ['web-identity', 'assume-role'],
    );
  });

  it('says what else changed that the results rest on', async () => {
    const cases = join(repository, 'policies', 'cases');
    mkdirSync(cases, { recursive: true });
    writeFileSync(join(cases, 'isolation.json'), '[]');
    try {
      const { status, review } = await run({ prove: async () => [proved] }, 'older');
      assert.equal(status, 0);
      const found = review.machinery?.parts.filter(({ files }) => files.length > 0);
      assert.deepEqual(found, [{ part: 'the cases', files: ['policies/cases/isolation.json'] }]);
      assert.ok(
        lines.some((line) => line.startsWith('READ machinery: 1 file changed')),
        lines.join('\n'),
      );
      assert.ok(lines.some((line) => /what the results rest on changed: .*the cases: 1 file/.test(line)));
    } finally {
      rmSync(cases, { recursive: true });
    }
  });

  it('puts a change down to the document that the comparison names', async () => {
    const found = { ...change, document: 'tenant-table' } as const;
    const compare: ReviewParts['compare'] = async () => ({ newlyAllowed: [], newlyDenied: [found] });
    const { review } = await run({ compare }, 'older');
    assert.deepEqual(review.changes?.unexplainedDocuments, []);
  });

  it('says what the statement that is named said before, and says now', async () => {
    const found = { ...change, document: 'tenant-reader', sid: 'ReadOwnItems' } as const;
    const gone = { ...change, explanation: 'Gone.', document: 'tenant-reader', sid: 'NoSuchStatement' } as const;
    const compare: ReviewParts['compare'] = async () => ({ newlyAllowed: [found, gone], newlyDenied: [] });
    const { review } = await run({ compare }, 'older');
    const [known, unknown] = review.changes?.newlyAllowed ?? [];
    assert.match(known?.statement?.is ?? '', /^Allows .*(?:GetItem|Query)/);
    assert.equal(known?.statement?.was, known?.statement?.is);
    assert.deepEqual(unknown?.statement, { was: null, is: null });
    assert.doesNotMatch(reviewHtml(review), /<dt>Was<\/dt>/);
    const widened = { was: 'Allows less.', is: 'Allows more.' };
    assert.ok(review.changes !== null && known !== undefined);
    const page = reviewHtml({
      ...review,
      changes: { ...review.changes, newlyAllowed: [{ ...known, statement: widened }] },
    });
    assert.match(page, /<dt>Was<\/dt><dd>Allows less\.<\/dd>.*<dt>Is<\/dt><dd>Allows more\.<\/dd>/);
  });

  it('leaves out what it is given no means for', async () => {
    const { status, review } = await run({}, null);
    assert.equal(status, 0);
    assert.deepEqual([review.proof, review.mutation, review.changes], [null, null, null]);
  });

  it('tells a change of both modes once and one of a single mode with it, and leaves the judgement to the reader', async () => {
    const own = { ...change, explanation: 'Only here.' };
    const compare: ReviewParts['compare'] = async (_base, _now, mode) => ({
      newlyAllowed: mode === 'assume-role' ? [change, own] : [change],
      newlyDenied: [],
    });
    const { status, review } = await run({ compare }, 'older');
    assert.equal(status, 0);
    assert.deepEqual(review.changes?.newlyAllowed, [change, { mode: 'assume-role', ...own }]);
    assert.ok(lines.includes('       became possible in both modes: A reader reads the neighbour.'), lines.join('\n'));
    assert.ok(lines.includes('       became possible in the assume-role mode: Only here.'), lines.join('\n'));
  });

  it('tells which cases are not decided as written, and leaves out mutation, which they would mislead', async () => {
    const failed = { name: 'a reader reads', complaint: 'expected allow; got implicit-deny' };
    const mutate: ReviewParts['mutate'] = () => Promise.reject(new Error('asked for mutants'));
    const { status, review } = await run({ ...parts, mutate, cases: () => [failed] }, 'older');
    assert.equal(status, 1);
    assert.equal(review.mutation, null);
    assert.deepEqual(review.failedCases, [failed]);
    const page = readFileSync(join(repository, 'out', 'review.html'), 'utf8');
    assert.match(page, /a reader reads: expected allow; got implicit-deny/);
    assert.ok(lines.includes('FAIL cases: 1 of the decided requests is decided otherwise now'), lines.join('\n'));
  });

  it('exits with 1 when a theorem is not proved', async () => {
    const prove: ReviewParts['prove'] = async () => [{ ...proved, status: 'unknown' }];
    assert.equal((await run({ ...parts, prove }, null)).status, 1);
    assert.ok(lines[0]?.startsWith('FAIL proof: 0 of 2'), lines[0]);
  });

  it('refuses a base that is none, or cannot be read, before anything takes long', async () => {
    let asked = 0;
    const prove: ReviewParts['prove'] = async () => {
      asked += 1;
      return [proved];
    };
    await assert.rejects(run({ ...parts, prove }, 'no-such-branch'), (error) => {
      return error instanceof UnknownRevisionError && /knows no revision "no-such-branch"/.test(error.message);
    });
    await assert.rejects(run({ ...parts, prove }, 'unreadable'), UnreadableDocumentError);
    assert.equal(asked, 0);
  });

  it('refuses a base from before there were documents, and names the first revision that has them', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
    await assert.rejects(run(parts, 'before'), (error) => {
      assert.ok(error instanceof NoRenderedDocumentsError);
      const first = git('rev-parse', '--short', 'older');
      assert.equal(
        error.message,
        `"before" has no documents in policies/rendered/ to compare with: name ${first}, the first that has them, or a later one`,
      );
      return true;
    });
  });
});

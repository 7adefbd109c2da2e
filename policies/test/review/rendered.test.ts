import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy } from '@leasehold/iam-engine';
import { describe, it } from 'mocha';
import { documentNames } from '../../src/policy-set.ts';
import { matrix } from '../../src/review/matrix/matrix.ts';
import { documentChanges } from '../../src/review/rendered/document-changes.ts';
import { documentKind } from '../../src/review/rendered/document-kind.ts';
import { modeSet, renderedFiles, renderedModes, writeRendered } from '../../src/review/rendered/rendered-files.ts';
import { renderedSet } from '../../src/review/rendered/rendered-set.ts';
import { UnreadableDocumentError } from '../../src/review/rendered/unreadable-document-error.ts';

const folder = new URL('../../rendered/', import.meta.url).pathname;
const advice = 'run `npx -y pnpm@12 policies render` and commit the result';

function checkedIn(): Map<string, string> {
  const files = renderedModes.flatMap((mode) =>
    readdirSync(join(folder, mode)).map(
      (name) => [`${mode}/${name}`, readFileSync(join(folder, mode, name), 'utf8')] as const,
    ),
  );
  return new Map(files);
}

describe('The rendered documents', () => {
  it('are checked in as the builders render them today', () => {
    const seen = checkedIn();
    const due = renderedFiles();
    assert.deepEqual([...seen.keys()].sort(), [...due.keys()].sort(), advice);
    for (const [path, text] of due) assert.equal(seen.get(path), text, `${path} is not current: ${advice}`);
  });

  it('are written afresh, and a document that is none any more is taken away', () => {
    const dir = mkdtempSync(join(tmpdir(), 'leasehold-rendered-'));
    try {
      mkdirSync(join(dir, 'web-identity'));
      writeFileSync(join(dir, 'web-identity', 'old.json'), '{}');
      writeRendered(dir);
      assert.deepEqual(
        readdirSync(join(dir, 'web-identity')).sort(),
        ['deployment', ...documentNames].map((name) => `${name}.json`).sort(),
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  for (const mode of renderedModes) {
    it(`of ${mode} read back as the very set they were written from`, () => {
      const { set, missing } = renderedSet(mode, (path) => readFileSync(join(folder, path), 'utf8'));
      assert.deepEqual(missing, []);
      assert.deepEqual(set, JSON.parse(JSON.stringify(modeSet(mode))));
    });
  }
});

describe('Reading the documents of another revision', () => {
  const files = renderedFiles();
  const reader = (replaced: Readonly<Record<string, string | null>>) => (path: string) =>
    path in replaced ? (replaced[path] ?? null) : (files.get(path) ?? null);

  it('names the documents that the revision does not have', () => {
    const { missing } = renderedSet('web-identity', reader({ 'web-identity/task-role.json': null }));
    assert.deepEqual(missing, ['task-role']);
    assert.equal(renderedSet('web-identity', () => null).missing.length, documentNames.length);
  });

  it('has stand-ins for them that decide as AWS does without them', () => {
    const fences = ['tenant-boundary', 'tenant-table', 'organization-scp', 'organization-rcp'] as const;
    const without = Object.fromEntries(fences.map((name) => [`web-identity/${name}.json`, null]));
    const { set } = renderedSet('web-identity', reader(without));
    // The fences hold one after another, so a session may do the same without some of them.
    const effects = (sheets: ReturnType<typeof matrix>) =>
      sheets.map(({ rows }) => rows.map(({ cells }) => Object.values(cells).map((cell) => cell?.effect ?? null)));
    assert.deepEqual(effects(matrix(set)), effects(matrix(modeSet('web-identity'))));
    // Without a role's policy nothing is allowed at all.
    const none = renderedSet('web-identity', () => null).set;
    assert.ok(!effects(matrix(none)).flat(2).includes('allow'));
    for (const name of documentNames) loadPolicy(name, documentKind(name), none.documents[name]);
  });

  it('says which documents are others now, and which are new', () => {
    const text = files.get('web-identity/task-role.json')?.replaceAll('ssm:', 'sns:').replaceAll(/\s+/g, ' ') ?? '';
    const spaced = files.get('web-identity/tenant-reader.json')?.replaceAll(/\s+/g, ' ') ?? '';
    const base = renderedSet(
      'web-identity',
      reader({
        'web-identity/task-role.json': text,
        'web-identity/tenant-reader.json': spaced,
        'web-identity/tenant-table.json': null,
      }),
    );
    assert.deepEqual(documentChanges(base, modeSet('web-identity')), {
      changedDocuments: ['task-role'],
      addedDocuments: ['tenant-table'],
    });
  });

  it('writes in one form what IAM reads alike', () => {
    const text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}}';
    const { set } = renderedSet('web-identity', reader({ 'web-identity/tenant-reader.json': text }));
    assert.deepEqual(set.documents['tenant-reader'].Statement, [
      { Sid: 'Statement1', Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: '*' },
    ]);
  });

  const refused: Readonly<Record<string, string>> = {
    'no JSON': '{',
    'a repeated name': '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}',
    'an unknown element': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Actions":["a:B"],"Resource":"*"}]}',
    'an older version': '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":["a:B"],"Resource":"*"}]}',
    'a missing version': '{"Statement":[{"Effect":"Allow","Action":["a:B"],"Resource":"*"}]}',
  };
  for (const [what, text] of Object.entries(refused)) {
    it(`refuses ${what} and names the document`, () => {
      assert.throws(
        () => renderedSet('web-identity', reader({ 'web-identity/tenant-reader.json': text })),
        (error) => error instanceof UnreadableDocumentError && error.document === 'tenant-reader',
      );
    });
  }
});

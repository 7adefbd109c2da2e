import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BrokenSetError } from '../src/broken/broken-set-error.ts';
import { brokenSets } from '../src/broken/broken-sets.ts';
import { documentNames, policySet } from '../src/policy-set.ts';
import { UnreadableDocumentError } from '../src/review/rendered/unreadable-document-error.ts';

const name = 'reader-that-updates';

describe('The broken policy sets', () => {
  it('replace the documents they name and no other', () => {
    for (const { name: set, about, set: broken } of brokenSets()) {
      const healthy = policySet(broken.deployment).documents;
      const replaced = documentNames.filter(
        (document) => JSON.stringify(broken.documents[document]) !== JSON.stringify(healthy[document]),
      );
      assert.deepEqual(replaced, about.documents, set);
    }
  });

  it('have a deployment of their mode', () => {
    for (const { about, set } of brokenSets()) {
      assert.equal(set.deployment.assumeRoleTrust, about.mode === 'assume-role');
    }
  });
});

describe('A folder of broken policy sets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'broken-'));
    cpSync(fileURLToPath(new URL(`../broken/${name}`, import.meta.url)), join(folder, name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, content: unknown) =>
    writeFileSync(join(folder, name, file), typeof content === 'string' ? content : JSON.stringify(content));
  const about = { why: 'a slip', mode: 'web-identity', breaks: 'read-only', documents: ['tenant-reader'] };
  const files = ['tenant-reader', 'tenant-boundary', 'tenant-table'];

  it('is read', () => {
    write('about.json', { ...about, documents: files.toReversed() });
    const [only, ...more] = brokenSets(folder);
    assert.deepEqual([only?.name, only?.about.documents, more], [name, files, []]);
  });

  const wrong: Readonly<Record<string, unknown>> = {
    'does not say why': { ...about, documents: files, why: ' ' },
    'is of a mode there is not': { ...about, documents: files, mode: 'saml' },
    'breaks what no slip can break': { ...about, documents: files, breaks: 'liveness' },
    'replaces nothing': { ...about, documents: [] },
    'replaces what is no document': { ...about, documents: [...files, 'toString'] },
    'has no file for a document': { ...about, documents: [...files, 'tenant-writer'] },
    'has a file that is not listed': { ...about, documents: files.slice(1) },
    'says more than is understood': { ...about, documents: files, note: '' },
  };
  for (const [what, content] of Object.entries(wrong)) {
    it(`is refused when a set ${what}`, () => {
      write('about.json', content);
      assert.throws(() => brokenSets(folder), BrokenSetError);
    });
  }

  it('is refused when a document is none that AWS would store', () => {
    write('about.json', { ...about, documents: files });
    write('tenant-reader.json', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*' }] });
    assert.throws(() => brokenSets(folder), UnreadableDocumentError);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DocumentName, documentNames, type PolicySet } from '../policy-set.ts';
import { readDocument } from '../review/rendered/read-document.ts';
import { modeSet, renderedModes } from '../review/rendered/rendered-files.ts';
import { type AboutBrokenSet, type BrokenSet, breakableTheorems } from './broken-set.ts';
import { BrokenSetError } from './broken-set-error.ts';

const shipped = fileURLToPath(new URL('../../broken/', import.meta.url));

/**
 * Every set in `folder`, `policies/broken` when absent, by name: the documents of its mode with whole documents replaced
 * by the files there. Each of them is a policy that AWS would store; what is wrong with it is what it says.
 * @throws BrokenSetError, UnreadableDocumentError
 */
export function brokenSets(folder = shipped): readonly BrokenSet[] {
  return readdirSync(folder)
    .sort()
    .map((name) => brokenSet(join(folder, name), name));
}

function brokenSet(folder: string, name: string): BrokenSet {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const about = checkedAbout(name, JSON.parse(read('about.json')));
  const files = new Set(readdirSync(folder).filter((file) => file !== 'about.json'));
  const healthy = modeSet(about.mode);
  const replaced = about.documents.map((document) => {
    if (!files.delete(`${document}.json`)) throw new BrokenSetError(name, `there is no ${document}.json`);
    return [document, readDocument(document, read(`${document}.json`))] as const;
  });
  const [stray] = files;
  if (stray !== undefined) throw new BrokenSetError(name, `about.json does not list ${stray}`);
  const documents: PolicySet['documents'] = { ...healthy.documents, ...Object.fromEntries(replaced) };
  return { name, about, set: { deployment: healthy.deployment, documents } };
}

function checkedAbout(name: string, about: Partial<AboutBrokenSet>): AboutBrokenSet {
  const { why, mode, breaks, documents = [], ...others } = about;
  if (why === undefined || why.trim() === '') throw new BrokenSetError(name, 'about.json does not say why');
  if (mode === undefined || !renderedModes.includes(mode)) throw new BrokenSetError(name, 'mode is none there is');
  if (breaks === undefined || !breakableTheorems.includes(breaks)) {
    throw new BrokenSetError(name, 'breaks is no theorem that a slip can break');
  }
  const known = documents.every((document) => (documentNames as readonly string[]).includes(document));
  if (documents.length === 0 || !known) throw new BrokenSetError(name, 'documents are not names of documents');
  if (Object.keys(others).length > 0) throw new BrokenSetError(name, 'about.json has further members');
  return { why, mode, breaks, documents: inOrder(documents) };
}

function inOrder(documents: readonly DocumentName[]): readonly DocumentName[] {
  return documentNames.filter((name) => documents.includes(name));
}

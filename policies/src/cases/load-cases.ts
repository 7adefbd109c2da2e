import { readdirSync, readFileSync } from 'node:fs';
import { expandedFile } from './expand-case.ts';
import type { CaseFile } from './policy-case.ts';

const folder = new URL('../../cases/', import.meta.url);

/** Every file of `policies/cases`, in the order of their names; a case with `also` is several. */
export function loadCases(): readonly CaseFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => expandedFile(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as CaseFile));
}

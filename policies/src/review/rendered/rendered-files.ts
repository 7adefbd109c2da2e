import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseDeployment } from '../../cases/case-documents.ts';
import { type DocumentName, documentNames, type PolicySet, policySet } from '../../policy-set.ts';

/** The two ways a deployment may open sessions; each has its own trust policies and task role. */
export const renderedModes = ['web-identity', 'assume-role'] as const;

export type RenderedMode = (typeof renderedModes)[number];

/** The documents of the sample deployment, as they are rendered, proved and reviewed. */
export function modeSet(mode: RenderedMode): PolicySet {
  return policySet(caseDeployment(mode === 'assume-role'));
}

/** Where a document lies below the folder of rendered documents. */
export function renderedPath(mode: RenderedMode, name: DocumentName): string {
  return `${mode}/${name}.json`;
}

/** Path → text of every rendered document: indented, one action a line, so that a change is one line of a diff. */
export function renderedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const mode of renderedModes) {
    const { documents } = modeSet(mode);
    for (const name of documentNames) {
      files.set(renderedPath(mode, name), `${JSON.stringify(documents[name], null, 2)}\n`);
    }
  }
  return files;
}

/** Writes every rendered document below `dir` and takes away those that are no longer documents. */
export function writeRendered(dir: string): void {
  const files = renderedFiles();
  for (const mode of renderedModes) {
    mkdirSync(join(dir, mode), { recursive: true });
    for (const name of readdirSync(join(dir, mode))) {
      if (name.endsWith('.json') && !files.has(`${mode}/${name}`)) rmSync(join(dir, mode, name));
    }
  }
  for (const [path, text] of files) writeFileSync(join(dir, path), text);
}

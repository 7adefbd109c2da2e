import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { caseDeployment } from '../../cases/case-documents.ts';
import type { Deployment } from '../../deployment.ts';
import { type DocumentName, documentNames, type PolicySet, policySet } from '../../policy-set.ts';

/** The two ways a deployment may open sessions; each has its own trust policies and task role. */
export const renderedModes = ['web-identity', 'assume-role'] as const;

export type RenderedMode = (typeof renderedModes)[number];

/** The documents of the sample deployment, as they are rendered, proved and reviewed. */
export function modeSet(mode: RenderedMode): PolicySet {
  return policySet(caseDeployment(mode === 'assume-role'));
}

/** The mode a deployment's documents belong to. */
export function modeOf({ assumeRoleTrust }: Deployment): RenderedMode {
  return assumeRoleTrust ? 'assume-role' : 'web-identity';
}

/** Where a document lies below the folder of rendered documents. */
export function renderedPath(mode: RenderedMode, name: DocumentName | 'deployment'): string {
  return `${mode}/${name}.json`;
}

/**
 * Path → text of every document of the sets, and of the deployment that each was rendered for: indented, one action a
 * line, so that a change is one line of a diff.
 */
export function renderedFiles(sets: readonly PolicySet[] = renderedModes.map(modeSet)): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { deployment, documents } of sets) {
    const mode = modeOf(deployment);
    files.set(renderedPath(mode, 'deployment'), indented(deployment));
    for (const name of documentNames) files.set(renderedPath(mode, name), indented(documents[name]));
  }
  return files;
}

function indented(data: object): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Writes every document of the sets below `dir` and takes away, in their folders, those that are no longer documents. */
export function writeRendered(dir: string, sets?: readonly PolicySet[]): void {
  const files = renderedFiles(sets);
  for (const folder of new Set([...files.keys()].map(dirname))) {
    mkdirSync(join(dir, folder), { recursive: true });
    for (const name of readdirSync(join(dir, folder))) {
      if (name.endsWith('.json') && !files.has(`${folder}/${name}`)) rmSync(join(dir, folder, name));
    }
  }
  for (const [path, text] of files) writeFileSync(join(dir, path), text);
}

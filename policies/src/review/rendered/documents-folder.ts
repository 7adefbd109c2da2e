import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyError } from '../../policy-error.ts';
import { documentNames } from '../../policy-set.ts';
import { readDeployment, UnreadableDeploymentError } from './read-deployment.ts';
import { modeOf, type RenderedMode, renderedPath } from './rendered-files.ts';
import { type RenderedSet, renderedSet } from './rendered-set.ts';

/** Nothing to prove: the folder has none of the documents. */
class NoDocumentsError extends PolicyError {
  readonly code = 'no-documents';

  constructor(folder: string) {
    super(
      `${folder} has no documents: it must be laid out as policies/rendered, such as web-identity/tenant-reader.json`,
    );
  }
}

/**
 * Documents from a folder that is laid out as `policies/rendered`, under the names in its own deployment.json: those of an
 * account, perhaps. One set for each of `modes` that is there. What a set lacks decides as AWS does without it.
 * @throws NoDocumentsError, UnreadableDocumentError, UnreadableDeploymentError, DeploymentGrammarError
 */
export function documentsFolder(
  folder: string,
  modes: readonly RenderedMode[],
): readonly (RenderedSet & { readonly mode: RenderedMode })[] {
  const sets = modes.map((mode) => setOf(folder, mode)).filter((one) => one !== null);
  if (sets.length === 0) throw new NoDocumentsError(folder);
  return sets;
}

function setOf(folder: string, mode: RenderedMode): (RenderedSet & { readonly mode: RenderedMode }) | null {
  const readFile = (path: string): string | null => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };
  if (documentNames.every((name) => readFile(renderedPath(mode, name)) === null)) return null;
  const path = renderedPath(mode, 'deployment');
  const text = readFile(path);
  // Under any other names than their own, every promise about these documents would fail, for no reason one could see.
  if (text === null) throw new UnreadableDeploymentError(join(folder, path), 'it is not there');
  const deployment = readDeployment(join(folder, path), text);
  if (modeOf(deployment) !== mode) {
    throw new UnreadableDeploymentError(path, `assumeRoleTrust must be ${mode === 'assume-role'} in this folder`);
  }
  return { mode, ...renderedSet(mode, readFile, deployment) };
}

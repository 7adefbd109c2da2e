import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyError } from '../../policy-error.ts';
import { policySet } from '../../policy-set.ts';
import { readDeployment, UnreadableDeploymentError } from './read-deployment.ts';
import { modeOf, writeRendered } from './rendered-files.ts';

export interface RenderRequest {
  /** A JSON file with a deployment's names, instead of the sample. */
  readonly deployment?: string;
  /** Where to; required with `deployment`, which must not overwrite the sample's documents. */
  readonly out?: string;
}

/** The folder has documents already: perhaps those of the account, fetched to be proved. */
class FolderInUseError extends PolicyError {
  readonly code = 'folder-in-use';

  constructor(folder: string) {
    super(`${folder} has documents already, and they could be the account's own: choose a folder that is not there`);
  }
}

class RenderOptionsError extends PolicyError {
  readonly code = 'render-options';

  constructor() {
    super('--deployment FILE and --out FOLDER go together; without either, policies/rendered is written');
  }
}

/**
 * `policies render`: writes every document of the sample deployment to `sample`, or of the given one to `out`, which must
 * not have any yet.
 * @throws RenderOptionsError, FolderInUseError, UnreadableDeploymentError, DeploymentGrammarError, TrustPolicySizeError
 */
export function renderCommand({ deployment, out }: RenderRequest, sample: string, print: (line: string) => void): void {
  if (deployment === undefined && out === undefined) {
    writeRendered(sample);
    return;
  }
  if (deployment === undefined || out === undefined) throw new RenderOptionsError();
  const named = readDeployment(deployment, textOf(deployment));
  const folder = join(out, modeOf(named));
  if (existsSync(folder)) throw new FolderInUseError(folder);
  writeRendered(out, [policySet(named)]);
  print(`the documents of account ${named.account} are in ${folder}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableDeploymentError(file, error instanceof Error ? error.message : 'it cannot be opened');
  }
}

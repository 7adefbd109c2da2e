import { readFileSync } from 'node:fs';
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

class RenderOptionsError extends PolicyError {
  readonly code = 'render-options';

  constructor() {
    super('--deployment FILE and --out FOLDER go together; without either, policies/rendered is written');
  }
}

/**
 * `policies render`: writes every document of the sample deployment to `sample`, or of the given one to `out`.
 * @throws RenderOptionsError, UnreadableDeploymentError, DeploymentGrammarError, TrustPolicySizeError
 */
export function renderCommand({ deployment, out }: RenderRequest, sample: string, print: (line: string) => void): void {
  if (deployment === undefined && out === undefined) {
    writeRendered(sample);
    return;
  }
  if (deployment === undefined || out === undefined) throw new RenderOptionsError();
  const named = readDeployment(deployment, textOf(deployment));
  writeRendered(out, [policySet(named)]);
  print(`the documents of account ${named.account} are in ${out}/${modeOf(named)}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableDeploymentError(file, error instanceof Error ? error.message : 'it cannot be opened');
  }
}

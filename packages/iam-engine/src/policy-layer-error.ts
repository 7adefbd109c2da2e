import { IamEngineError } from './iam-engine-error.ts';

/** A policy was given to a layer its grammar is not for; evaluating it there would answer another question. */
export class PolicyLayerError extends IamEngineError {
  readonly code = 'policy-layer';
  readonly policy: string;

  constructor(policy: string, kind: string, layer: string) {
    super(`policy ${policy} was loaded as ${kind} and cannot be used in the ${layer} layer`);
    this.policy = policy;
  }
}

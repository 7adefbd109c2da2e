import { IamEngineError } from './iam-engine-error.ts';

/**
 * A policy was refused when it was loaded. `path` points at the offending part as a JSON pointer (empty for the whole
 * document), `rule` says what is allowed there. Neither carries the offending text.
 */
export class PolicyGrammarError extends IamEngineError {
  readonly code = 'policy-grammar';
  readonly path: string;
  readonly rule: string;

  constructor(path: string, rule: string) {
    super(`policy refused at ${path === '' ? 'the document' : path}: ${rule}`);
    this.path = path;
    this.rule = rule;
  }
}

/** One step down a JSON pointer (RFC 6901). Long names are cut: a path is for a person, and the name is the attacker's. */
export function below(path: string, step: string | number): string {
  const text = String(step).slice(0, 128);
  return `${path}/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

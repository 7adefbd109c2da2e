import { IamEngineError } from './iam-engine-error.ts';

/** Two condition keys of a request differ only in case, so which value is meant cannot be known. */
export class AmbiguousContextError extends IamEngineError {
  readonly code = 'ambiguous-context';
  readonly key: string;

  constructor(key: string) {
    super(`the request has the condition key ${key} twice, in different case`);
    this.key = key;
  }
}

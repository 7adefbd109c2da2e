import { PolicyError } from '../policy-error.ts';

/** A folder of `policies/broken` that is no broken set. */
export class BrokenSetError extends PolicyError {
  readonly code = 'broken-set';
  readonly set: string;

  constructor(set: string, what: string) {
    super(`policies/broken/${set}: ${what}`);
    this.set = set;
  }
}

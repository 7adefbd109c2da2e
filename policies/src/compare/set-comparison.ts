import type { DocumentName } from '../policy-set.ts';
import type { Counterexample } from '../proof/counterexample.ts';

/** A kind of request that one set allows and the other does not, with one such request. */
export interface Change {
  readonly explanation: string;
  readonly example: Omit<Counterexample, 'theorem'>;
  /** The statement that brought it about, where that is known. */
  readonly document?: DocumentName;
  readonly sid?: string;
}

/** What became of requests from one set to another. */
export interface SetComparison {
  readonly newlyAllowed: readonly Change[];
  readonly newlyDenied: readonly Change[];
  /** Kinds of requests of which neither can be said. */
  readonly undecided: readonly string[];
  /** How many were asked about. */
  readonly questions: number;
}

import type { ServiceAction } from '../actions/service-actions.ts';
import type { DocumentName, PolicySet } from '../policy-set.ts';
import type { Question } from './question.ts';

/** A claim about every request there can be, as questions of which none may be answered with yes. */
export interface Theorem {
  readonly name: string;
  /** What it says, in one plain sentence. */
  readonly says: string;
  /** Whether it is about this set at all: some are about one trust mode only. */
  concerns?(set: PolicySet): boolean;
  /** The one document it is about, if nobody has to have that document: the organisation's policies are only offered. */
  readonly offered?: DocumentName;
  questions(set: PolicySet, actions: readonly ServiceAction[]): Iterable<Question>;
}

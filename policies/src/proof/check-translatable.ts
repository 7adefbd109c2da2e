import { PolicyError } from '../policy-error.ts';
import type { PolicySet } from '../policy-set.ts';
import { constant } from './smt/text.ts';
import { Unknowns } from './smt/unknowns.ts';
import { UntranslatableError } from './translate/piece.ts';
import { statementApplies, statementsOf } from './translate/statement.ts';
import { SymbolicContext } from './translate/symbolic-context.ts';

/** A document says something that the proof does not understand, so nothing can be proved about it. */
class UntranslatableDocumentError extends PolicyError {
  readonly code = 'untranslatable-document';

  constructor(document: string, sid: string, cause: UntranslatableError) {
    super(`${document}, statement ${sid}: ${cause.message}`);
    this.cause = cause;
  }
}

/**
 * Reads every statement of the set once, before anything is proved: a question may not meet each of them, and only here is
 * it known which document it is of. @throws UntranslatableDocumentError
 */
export function checkTranslatable({ documents }: PolicySet): void {
  const unknowns = new Unknowns();
  const request = {
    action: 'any:Action',
    resource: constant('*'),
    context: new SymbolicContext(unknowns, {}),
    unknowns,
  };
  for (const [name, document] of Object.entries(documents)) {
    for (const { statement, variables } of statementsOf(document)) {
      const { NotAction: _, ...rest } = statement;
      try {
        statementApplies({ statement: { ...rest, Action: ['*'] }, variables }, request);
      } catch (error) {
        if (!(error instanceof UntranslatableError)) throw error;
        throw new UntranslatableDocumentError(name, statement.Sid, error);
      }
    }
  }
}

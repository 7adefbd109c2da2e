import type { PolicyStatement } from '../policy-document.ts';
import { actionPattern } from '../proof/translate/wildcard.ts';

/** The actions of `candidates` that the statement is about. As IAM compares them: without regard to case, `*` and `?` in names. */
export function matchedActions(statement: PolicyStatement, candidates: readonly string[]): readonly string[] {
  const { Action, NotAction } = statement;
  if (NotAction !== undefined)
    return candidates.filter((action) => !NotAction.some((one) => actionPattern(one)(action)));
  return candidates.filter((action) => Action?.some((one) => actionPattern(one)(action)) === true);
}

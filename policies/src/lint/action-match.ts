import type { PolicyStatement } from '../policy-document.ts';

/** The actions of `candidates` that the statement is about. As IAM compares them: without regard to case, `*` and `?` in names. */
export function matchedActions(statement: PolicyStatement, candidates: readonly string[]): readonly string[] {
  const { Action, NotAction } = statement;
  if (NotAction !== undefined) return candidates.filter((action) => !NotAction.some((one) => fits(one, action)));
  return candidates.filter((action) => Action?.some((one) => fits(one, action)) === true);
}

/** Each run of `*` is one `.*` only, so that no pattern takes more than a moment. */
function fits(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { actionMatches } from '../proof/translate/statement.ts';

/**
 * How many leading keys tell two sets apart that decide each key alone alike: every statement of a document that is about
 * the action can be met or missed by a key of its own, and needs no second one.
 */
export function tellingKeys(documents: readonly PolicyDocument[], actions: readonly string[]): number {
  const counts = documents.flatMap(({ Statement }) =>
    actions.map((action) => Statement.filter((one) => asksForKeys(one) && actionMatches(one, action)).length),
  );
  return Math.max(2, ...counts);
}

function asksForKeys({ Condition = {} }: PolicyStatement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      operator.startsWith('ForA') && Object.keys(keys).some((key) => /^dynamodb:LeadingKeys$/i.test(key)),
  );
}

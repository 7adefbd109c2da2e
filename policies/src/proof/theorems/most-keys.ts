import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';

/**
 * How many further values of a multi-valued key, such as leading keys, a request needs at most to do what one with any number of keys does. A set operator is a
 * conjunction or a disjunction over the members, so a member can be left out unless some condition needs just it: a
 * ForAnyValue of the one Allow that each document is chosen for, a ForAllValues that a Deny must not meet.
 */
export function mostKeys(documents: readonly PolicyDocument[], key = 'dynamodb:LeadingKeys'): number {
  let witnesses = 1;
  for (const { Statement } of documents) {
    const needed = (effect: 'Allow' | 'Deny', operator: string): readonly number[] =>
      Statement.filter(({ Effect }) => Effect === effect).map((statement) => uses(statement, operator, key));
    witnesses += Math.max(0, ...needed('Allow', 'ForAnyValue:'));
    witnesses += needed('Deny', 'ForAllValues:').reduce((sum, count) => sum + count, 0);
  }
  return witnesses;
}

function uses({ Condition = {} }: PolicyStatement, prefix: string, wanted: string): number {
  return Object.entries(Condition).filter(
    ([operator, keys]) =>
      operator.startsWith(prefix) && Object.keys(keys).some((key) => key.toLowerCase() === wanted.toLowerCase()),
  ).length;
}

import type { PolicyDocument } from '../../policy-document.ts';

/**
 * How many further leading keys a request needs at most to do what one with any number of keys does. A set operator
 * is a conjunction or a disjunction over the members; each place that needs some member to be so (ForAnyValue in an
 * Allow, ForAllValues not met in a Deny) needs one, and every other member may be left out.
 */
export function mostKeys(documents: readonly PolicyDocument[]): number {
  let witnesses = 1;
  for (const { Statement } of documents) {
    for (const { Effect, Condition = {} } of Statement) {
      const needed = Effect === 'Allow' ? 'ForAnyValue:' : 'ForAllValues:';
      for (const [operator, keys] of Object.entries(Condition)) {
        if (operator.startsWith(needed) && Object.keys(keys).some((key) => /^dynamodb:LeadingKeys$/i.test(key)))
          witnesses += 1;
      }
    }
  }
  return witnesses;
}

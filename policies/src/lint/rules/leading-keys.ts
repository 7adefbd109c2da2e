import { itemReads, itemWrites } from '../../granted-actions.ts';
import type { PolicyStatement } from '../../policy-document.ts';
import type { DocumentName } from '../../policy-set.ts';
import { documentKind } from '../../review/rendered/document-kind.ts';
import { matchedActions } from '../action-match.ts';
import { eachAllow, type Objection } from '../each-statement.ts';
import type { LintRule } from '../finding.ts';
import { isGuarded } from '../statement-variables.ts';

const key = 'dynamodb:LeadingKeys';

export const leadingKeys: LintRule = {
  id: 'leading-keys-guarded',
  what: 'An Allow of item actions asks of all leading keys (ForAllValues), and that there is one (Null).',
  why: 'ForAllValues is true of a request without leading keys, and without it one own key would do for many.',
  check: (set) =>
    eachAllow(set, (statement, document) => [...unconditioned(statement, document), ...unguarded(statement)]),
};

/** Resource policies are left out: what they allow to others than tenants is not by leading key. */
function unconditioned(statement: PolicyStatement, document: DocumentName): readonly Objection[] {
  const held = ['identity', 'session', 'boundary'].includes(documentKind(document));
  const actions = held ? matchedActions(statement, [...itemReads, ...itemWrites]) : [];
  if (actions.length === 0 || comparisons(statement).length > 0) return [];
  return [
    {
      text: `allows ${actions.join(', ')} whatever the leading key.`,
      advice: `Add a ForAllValues condition on ${key} and "Null": {"${key}": "false"}.`,
    },
  ];
}

function unguarded(statement: PolicyStatement): readonly Objection[] {
  const asked = comparisons(statement);
  const loose = asked.filter((operator) => !/^ForAllValues:String(Equals|Like)$/.test(operator));
  return [
    ...loose.map((operator) => ({
      text: `compares ${key} by ${operator}.`,
      advice:
        'Use ForAllValues:StringEquals or ForAllValues:StringLike: every key of the request must be the tenant’s own.',
    })),
    ...(asked.length === 0 || isGuarded(statement, key)
      ? []
      : [
          {
            text: `asks about ${key} and not whether there is one.`,
            advice: `Add "Null": {"${key}": "false"}.`,
          },
        ]),
  ];
}

/** The operators, other than Null, by which the statement asks about leading keys. */
function comparisons({ Condition = {} }: PolicyStatement): readonly string[] {
  return Object.entries(Condition)
    .filter(
      ([operator, keys]) =>
        operator !== 'Null' && Object.keys(keys).some((one) => one.toLowerCase() === key.toLowerCase()),
    )
    .map(([operator]) => operator);
}

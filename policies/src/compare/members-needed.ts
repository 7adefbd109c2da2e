import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { mostKeys } from '../proof/theorems/most-keys.ts';
import { actionMatches } from '../proof/translate/statement.ts';

/**
 * How many values of a multi-valued key tell two sets of documents apart that decide each value alone alike. The set that
 * allows needs what the proof counts. The one that refuses needs a value for each ForAllValues of an Allow that it must
 * miss, or those for which a Deny asks at least.
 */
export function membersNeeded(
  sides: readonly [readonly PolicyDocument[], readonly PolicyDocument[]],
  actions: readonly string[],
  key = 'dynamodb:LeadingKeys',
): number {
  const counts = actions.flatMap((action) => {
    const [base, now] = [sides[0], sides[1]].map((documents) => documents.map((one) => about(one, action)));
    if (base === undefined || now === undefined) return [];
    return [mostKeys(base, key) + toRefuse(now, key), mostKeys(now, key) + toRefuse(base, key)];
  });
  return Math.max(2, ...counts);
}

type Documents = readonly PolicyDocument[];

function toRefuse(documents: Documents, key: string): number {
  const counts = documents.map(({ Statement }) => {
    const of = (effect: 'Allow' | 'Deny', operator: string): readonly number[] =>
      Statement.filter(({ Effect }) => Effect === effect).map((one) => uses(one, operator, key));
    const missed = of('Allow', 'ForAllValues:').filter((count) => count > 0).length;
    return Math.max(missed, ...of('Deny', 'ForAnyValue:'));
  });
  return Math.max(0, ...counts);
}

function about({ Statement, ...rest }: PolicyDocument, action: string): PolicyDocument {
  return { ...rest, Statement: Statement.filter((statement) => actionMatches(statement, action)) };
}

function uses({ Condition = {} }: PolicyStatement, operator: string, wanted: string): number {
  return Object.entries(Condition).filter(
    ([name, keys]) =>
      name.startsWith(operator) && Object.keys(keys).some((key) => key.toLowerCase() === wanted.toLowerCase()),
  ).length;
}

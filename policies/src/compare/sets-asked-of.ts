import type { PolicyDocument } from '../policy-document.ts';
import { equal, not } from '../proof/smt/formula.ts';
import { constant } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { actionMatches } from '../proof/translate/statement.ts';
import type { KeyValue } from '../proof/translate/symbolic-context.ts';

/**
 * What the keys hold that a set operator of the documents asks about when this action is called: nothing, or as many values
 * as there are conditions upon them, since each condition can be met or missed by a value of its own. A key that is left
 * open would be met or not as the solver likes, and no example would be confirmed. `known` ones are left out.
 */
export function setsAskedOf(
  documents: readonly PolicyDocument[],
  action: string,
  known: Readonly<Record<string, KeyValue>>,
  unknowns: Unknowns,
): Readonly<Record<string, KeyValue>> {
  const asked = documents.flatMap(({ Statement }) =>
    Statement.filter((statement) => actionMatches(statement, action)).flatMap(({ Condition = {} }) =>
      Object.entries(Condition)
        .filter(([operator]) => operator.startsWith('ForA'))
        .flatMap(([, keys]) => Object.keys(keys)),
    ),
  );
  const spared = new Set(Object.keys(known).map((key) => key.toLowerCase()));
  const keys = Map.groupBy(asked, (key) => key.toLowerCase());
  const open = [...keys].filter(([key]) => !spared.has(key)).map(([, alike]) => alike);
  return Object.fromEntries(
    open.map((alike) => {
      const [key = ''] = alike;
      const members = alike.map(() => unknowns.text(key));
      unknowns.assume(...members.map((member) => not(equal(member, constant('')))));
      return [key, { kind: 'set', present: unknowns.flag(`has ${key}`), members }];
    }),
  );
}

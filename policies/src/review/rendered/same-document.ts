import { meaningOf } from '../../compare/differing-statements.ts';
import type { PolicyDocument, PolicyStatement } from '../../policy-document.ts';

/**
 * Whether two documents say the same for certain, seen without a solver: the same statements in whatever order, under
 * whatever Sids, with their actions in whatever order and in one statement or several. That they differ is not said by
 * a no.
 */
export function saysTheSame(one: PolicyDocument, other: PolicyDocument): boolean {
  const [left, right] = [actionsByMeaning(one), actionsByMeaning(other)];
  return left.size === right.size && [...left].every(([meaning, actions]) => isAlike(actions, right.get(meaning)));
}

/** Every action that a statement of the same meaning is about. All but NotAction adds up. */
function actionsByMeaning({ Version, Statement }: PolicyDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const statement of Statement) {
    const meaning = JSON.stringify([meaningOf(Version, statement), excepted(statement)]);
    const actions = found.get(meaning) ?? new Set();
    for (const action of statement.Action ?? []) actions.add(action.toLowerCase());
    found.set(meaning, actions);
  }
  return found;
}

function excepted({ NotAction }: PolicyStatement): readonly string[] | null {
  return NotAction === undefined ? null : [...new Set(NotAction.map((action) => action.toLowerCase()))].sort();
}

function isAlike(one: ReadonlySet<string>, other: ReadonlySet<string> | undefined): boolean {
  return other !== undefined && one.size === other.size && [...one].every((action) => other.has(action));
}

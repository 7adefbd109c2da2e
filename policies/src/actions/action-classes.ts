import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { actionMatcher } from '../proof/translate/statement.ts';
import type { ServiceAction } from './service-actions.ts';

/** Actions between which the documents at hand make no difference: what holds of one holds of all. */
export interface ActionClass<S extends string = string> {
  readonly service: S;
  readonly changes: boolean;
  /** Never empty. */
  readonly actions: readonly string[];
}

/** By the actions asked about, and then by all that statements say of actions. */
const known = new WeakMap<readonly ServiceAction[], Map<string, readonly ActionClass[]>>();

/** Puts actions together that match the same statements and are of one service and kind. */
export function actionClasses<S extends string>(
  actions: readonly ServiceAction<S>[],
  documents: readonly PolicyDocument[],
): readonly ActionClass<S>[] {
  const statements = [...new Set(documents)].flatMap((document) => document.Statement);
  const said = JSON.stringify(statements.map(({ Action, NotAction }) => [Action, NotAction]));
  // A proof asks of the same few documents hundreds of times, each time of all actions of AWS.
  const before = known.get(actions) ?? new Map<string, readonly ActionClass[]>();
  const found = (before.get(said) as readonly ActionClass<S>[] | undefined) ?? classesOf(actions, statements);
  before.set(said, found);
  known.set(actions, before);
  return found;
}

function classesOf<S extends string>(
  actions: readonly ServiceAction<S>[],
  statements: readonly PolicyStatement[],
): readonly ActionClass<S>[] {
  const matchers = statements.map(actionMatcher);
  const classes = new Map<string, { service: S; changes: boolean; actions: Set<string> }>();
  for (const { name, service, changes } of actions) {
    const matched = matchers.map((matches) => (matches(name) ? '1' : '0')).join('');
    const key = `${service} ${changes} ${matched}`;
    const found = classes.get(key) ?? { service, changes, actions: new Set<string>() };
    found.actions.add(name);
    classes.set(key, found);
  }
  return [...classes.values()].map((found) => ({ ...found, actions: [...found.actions] }));
}

import type { PolicyDocument } from '../policy-document.ts';
import { actionMatches } from '../proof/translate/statement.ts';
import type { ServiceAction } from './service-actions.ts';

/** Actions between which the documents at hand make no difference: what holds of one holds of all. */
export interface ActionClass<S extends string = string> {
  readonly service: S;
  readonly changes: boolean;
  /** Never empty. */
  readonly actions: readonly string[];
}

/** Puts actions together that match the same statements and are of one service and kind. */
export function actionClasses<S extends string>(
  actions: readonly ServiceAction<S>[],
  documents: readonly PolicyDocument[],
): readonly ActionClass<S>[] {
  const statements = documents.flatMap((document) => document.Statement);
  const classes = new Map<string, { service: S; changes: boolean; actions: string[] }>();
  for (const { name, service, changes } of actions) {
    const matched = statements.map((statement) => (actionMatches(statement, name) ? '1' : '0')).join('');
    const key = `${service} ${changes} ${matched}`;
    const found = classes.get(key);
    if (found === undefined) classes.set(key, { service, changes, actions: [name] });
    else if (!found.actions.includes(name)) found.actions.push(name);
  }
  return [...classes.values()];
}

import type { PolicyStatement } from '../policy-document.ts';
import { actionChanges } from './action-changes.ts';
import { conditionChanges } from './condition-changes.ts';
import { listChanges } from './list-changes.ts';
import type { Change } from './mutant.ts';
import { principalChanges } from './principal-changes.ts';
import { textChanges } from './text-changes.ts';

/** Every single change of a statement; `null` is the statement gone. */
export function* statementChanges(statement: PolicyStatement): Generator<Change<PolicyStatement | null>> {
  yield { kind: 'deleted', description: 'the statement deleted', changed: null };
  const Effect = statement.Effect === 'Allow' ? 'Deny' : 'Allow';
  yield { kind: 'inverted', description: `${statement.Effect} becomes ${Effect}`, changed: { ...statement, Effect } };
  yield* elementChanges(statement, 'Principal', principalChanges);
  yield* elementChanges(statement, 'Action', (list) => listChanges(list, actionChanges));
  yield* elementChanges(statement, 'NotAction', (list) => listChanges(list, actionChanges));
  yield* elementChanges(statement, 'Resource', (list) => listChanges(list, textChanges));
  yield* elementChanges(statement, 'NotResource', (list) => listChanges(list, textChanges));
  const { Condition, ...unconditional } = statement;
  if (Condition === undefined) return;
  yield { kind: 'deleted', description: 'Condition deleted', changed: unconditional };
  for (const { changed, ...told } of conditionChanges(Condition)) {
    const left = Object.keys(changed).length > 0;
    yield { ...told, changed: left ? { ...statement, Condition: changed } : unconditional };
  }
}

function* elementChanges<Name extends 'Principal' | 'Action' | 'NotAction' | 'Resource' | 'NotResource'>(
  statement: PolicyStatement,
  name: Name,
  changesOf: (element: NonNullable<PolicyStatement[Name]>) => Iterable<Change<unknown>>,
): Generator<Change<PolicyStatement>> {
  const element = statement[name];
  if (element === undefined) return;
  for (const { kind, description, changed } of changesOf(element as NonNullable<PolicyStatement[Name]>)) {
    yield { kind, description: `${name} ${description}`, changed: { ...statement, [name]: changed } };
  }
}

import type { PolicyStatement } from '../policy-document.ts';

/** A policy variable as a statement uses it. */
export interface UsedVariable {
  /** The condition key whose value takes its place. */
  readonly key: string;
  readonly hasDefault: boolean;
  /** Where it stands: `Resource`, or the condition key it is compared with. */
  readonly where: string;
}

/** Every variable of the statement. `${*}`, `${?}` and `${$}` are spellings of a character and no variables. */
export function variablesOf(statement: PolicyStatement): readonly UsedVariable[] {
  const { Resource = [], NotResource = [], Condition = {} } = statement;
  return [
    ...[Resource].flat().flatMap((text) => variablesIn(text, 'Resource')),
    ...[NotResource].flat().flatMap((text) => variablesIn(text, 'NotResource')),
    ...Object.values(Condition).flatMap((block) =>
      Object.entries(block).flatMap(([key, values]) => [values].flat().flatMap((text) => variablesIn(text, key))),
    ),
  ];
}

function variablesIn(text: string, where: string): readonly UsedVariable[] {
  return [...text.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, inside = '']) => {
    const [key = '', ...byDefault] = inside.split(',');
    return /^[*?$]$/.test(inside) ? [] : [{ key: key.trim(), hasDefault: byDefault.length > 0, where }];
  });
}

/** Whether the statement itself asks for the key to be there: `"Null": {key: "false"}`. */
export function isGuarded(statement: PolicyStatement, key: string): boolean {
  const guards = Object.entries(statement.Condition?.['Null'] ?? {});
  return guards.some(
    ([name, values]) => name.toLowerCase() === key.toLowerCase() && [values].flat().every((value) => value === 'false'),
  );
}

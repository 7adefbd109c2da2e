import type { Environment } from './read-settings.ts';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

type Name = keyof typeof variables;
type ValueOf<V> = V extends Variable<infer T> ? T : never;

/** Every variable's value, once all are known to be allowed. */
export type Values = { readonly [N in Name]: ValueOf<(typeof variables)[N]> };

const prefix = 'LEASEHOLD_';

/** Reads each variable by itself. A problem names the variable, what it was given and what is allowed. */
export function readVariables(environment: Environment): { values: Partial<Values>; problems: readonly string[] } {
  const values: Record<string, unknown> = {};
  const problems = unknownNames(environment);
  for (const [name, variable] of Object.entries<Variable<unknown>>(variables)) {
    const text = environment[name];
    if (text === undefined || text === '') {
      if ('fallback' in variable) values[name] = variable.fallback;
      else problems.push(`${name}: required; ${variable.allowed}`);
      continue;
    }
    const read = variable.schema.safeParse(text);
    if (read.success) values[name] = read.data;
    else problems.push(...read.error.issues.map((issue) => problem(name, variable, text, issue.path)));
  }
  return { values: values as Partial<Values>, problems };
}

/** A misspelt variable would leave a default in force, such as no client certificates. */
function unknownNames(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !(name in variables))
    .map((name) => `${name}: there is no such setting`);
}

function problem(name: string, variable: Variable<unknown>, text: string, path: readonly PropertyKey[]): string {
  // A number can be told without telling a secret; of any other text only the length is.
  const given = /^-?[0-9.]{1,20}$/.test(text) ? text : `a text of ${text.length} characters`;
  const where = path.length === 0 ? '' : `${path.map((step) => `[${String(step)}]`).join('')} `;
  return `${name}: ${where}got ${given}; allowed: ${variable.allowed}`;
}

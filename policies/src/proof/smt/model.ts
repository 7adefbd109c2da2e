import { type Text, unquoted } from './text.ts';

/** Values the solver chose, by name. */
export type Model = ReadonlyMap<string, string | boolean>;

/** Reads z3's `name -> "text"` and `name -> true`, a line each. */
export function readModel(printed: string): Model {
  const values = new Map<string, string | boolean>();
  for (const [, name = '', value = ''] of printed.matchAll(/^(\S+) -> ("(?:[^"]|"")*"|true|false)$/gm)) {
    values.set(name, value.startsWith('"') ? unquoted(value) : value === 'true');
  }
  return values;
}

/** A text with the solver's values in it. */
export function textIn(model: Model, text: Text): string {
  return text.map((part) => ('constant' in part ? part.constant : String(model.get(part.unknown) ?? ''))).join('');
}

import type { Pair, RawDocument } from './pair.ts';
import { contextValue } from './rewrite.ts';

/** A variable in a text of version 2012-10-17; an escape such as `${*}` is none. */
export interface Variable {
  readonly written: string;
  readonly key: string;
  readonly fallback: string | undefined;
}

const grammar = /\$\{([^}',]+)(?:, '([^']*)')?\}/g;

export function variablesOf(text: string, document: RawDocument): readonly Variable[] {
  if (document.Version !== '2012-10-17') return [];
  return [...text.matchAll(grammar)].flatMap(([written, key = '', fallback]) =>
    ['*', '?', '$'].includes(key) ? [] : { written, key, fallback },
  );
}

/** The text with each variable replaced by what `change` says; `undefined` leaves it. */
export function replaceVariables(
  text: string,
  document: RawDocument,
  change: (variable: Variable) => string | undefined,
): string {
  return variablesOf(text, document).reduce(
    (changed, variable) => changed.replaceAll(variable.written, () => change(variable) ?? variable.written),
    text,
  );
}

/**
 * What a variable stands for: the value of a single-valued key, or the default where the key is absent (an empty set is
 * absent); `null` when it stands for nothing. The user guide's page on variables, put down a second time on purpose: a class
 * of disagreement must not ask the engine under test.
 */
export function meaningOf({ key, fallback }: Variable, pair: Pair): string | null {
  const value = contextValue(pair, key);
  if (value === undefined || (typeof value !== 'string' && value.every((each) => each === ''))) return fallback ?? null;
  return typeof value === 'string' ? value : null;
}

import type { JsonValue } from '../json/json-value.ts';
import { fixedPattern } from '../matching/pattern.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import type { Operator } from './operator.ts';

/** `true` or `false`, quoted or not. @throws PolicyGrammarError */
export function compileBoolean(value: JsonValue, path: string): 'true' | 'false' {
  if (value === true || value === 'true') return 'true';
  if (value === false || value === 'false') return 'false';
  throw new PolicyGrammarError(path, 'must be true or false');
}

/**
 * `true` or `false`. Variables are refused: the user guide's page on operators allows them here, its page on variables does
 * not.
 */
export const boolOperator: Operator = {
  name: 'Bool',
  negated: false,
  compile(value, { path }) {
    const expected = compileBoolean(value, path);
    return fixedPattern(expected, (actual) => (actual === 'true' || actual === 'false' ? actual === expected : null));
  },
};

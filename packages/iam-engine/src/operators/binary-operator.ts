import { fixedPattern } from '../matching/pattern.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import type { Operator } from './operator.ts';

const grammar = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/**
 * Bytes, in base64 on both sides. Only the canonical spelling is read (the bits behind the last byte are zero), so equal bytes
 * are equal texts.
 */
export const binaryOperator: Operator = {
  name: 'BinaryEquals',
  negated: false,
  compile(value, { path }) {
    if (typeof value !== 'string' || !grammar.test(value)) throw new PolicyGrammarError(path, 'must be base64');
    return fixedPattern(value, (actual) => (grammar.test(actual) ? actual === value : null));
  },
};

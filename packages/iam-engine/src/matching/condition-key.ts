import { PolicyGrammarError } from '../policy-grammar-error.ts';

/** `prefix:name`, in lower case: condition keys, tag suffixes included, are compared without regard to case. */
export type FoldedKey = string;

const maxKeyLength = 512;
// Tag keys may hold letters of any script, spaces and _.:/=+-@ (IAM tagging rules); wildcards and variables may not be in a key.
const grammar = /^[\p{L}\p{N}_.\-/]+:[\p{L}\p{N} _.:/=+\-@]+$/u;

/** @throws PolicyGrammarError when `key` is no condition key. */
export function foldKey(key: string, path: string): FoldedKey {
  if (key.length > maxKeyLength || !grammar.test(key)) {
    throw new PolicyGrammarError(
      path,
      `must be a condition key: prefix:name, at most ${maxKeyLength} characters, without wildcards or variables`,
    );
  }
  return key.toLowerCase();
}

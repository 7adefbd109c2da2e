import { yes } from '../smt/formula.ts';
import { constantIn } from '../smt/text.ts';
import type { KeyValue } from './symbolic-context.ts';

const comparisons: Readonly<Record<string, (actual: number, expected: number) => boolean>> = {
  NumericEquals: (actual, expected) => actual === expected,
  NumericLessThan: (actual, expected) => actual < expected,
  NumericLessThanEquals: (actual, expected) => actual <= expected,
  NumericGreaterThan: (actual, expected) => actual > expected,
  NumericGreaterThanEquals: (actual, expected) => actual >= expected,
};

const decimal = /^-?\d+$/;

/**
 * Whether a number of the request stands to one of the policy's as the operator says, where a theorem says which number it is;
 * `null` where it does not, or where anything but whole numbers is compared.
 */
export function comparedNumbers(operator: string, values: readonly string[], value: KeyValue): boolean | null {
  const compare = comparisons[operator];
  if (compare === undefined || value.kind !== 'one' || value.present !== yes || value.several !== undefined)
    return null;
  const actual = constantIn(value.value);
  if (actual === null || ![actual, ...values].every((text) => decimal.test(text))) return null;
  return values.some((expected) => compare(Number(actual), Number(expected)));
}

import type { JsonValue } from '../json/json-value.ts';
import { fixedPattern, type Pattern } from '../matching/pattern.ts';
import type { Operator, ValuePlace } from './operator.ts';

/** The six ways to compare what has an order. `NotEquals` compares as `Equals`; the negation is the operator's. */
const comparisons: readonly (readonly [string, boolean, (actual: number, expected: number) => boolean])[] = [
  ['Equals', false, (actual, expected) => actual === expected],
  ['NotEquals', true, (actual, expected) => actual === expected],
  ['LessThan', false, (actual, expected) => actual < expected],
  ['LessThanEquals', false, (actual, expected) => actual <= expected],
  ['GreaterThan', false, (actual, expected) => actual > expected],
  ['GreaterThanEquals', false, (actual, expected) => actual >= expected],
];

/**
 * The operators of one ordered type. A value of the request that `read` does not understand satisfies none of them, the
 * negated one included.
 */
export function comparisonOperators(
  family: string,
  read: (text: string) => number | null,
  compile: (value: JsonValue, place: ValuePlace) => number,
): readonly Operator[] {
  return comparisons.map(([suffix, negated, compare]): Operator => {
    return {
      name: family + suffix,
      negated,
      compile(value, place): Pattern {
        const expected = compile(value, place);
        return fixedPattern(String(value), (text) => {
          const actual = read(text);
          return actual === null ? null : compare(actual, expected);
        });
      },
    };
  });
}

import type { FoldedKey } from './matching/condition-key.ts';
import type { Pattern, Test } from './matching/pattern.ts';
import type { ContextValue } from './request.ts';
import type { RequestContext } from './request-context.ts';

/** How many of a key's values must satisfy the operator: the one there is, all of them, or any. */
export type Quantifier = 'one' | 'all' | 'any';

/** One condition operator with one key, of which a statement needs every one. */
export interface Condition {
  /** As written: `ForAllValues:StringLike`. */
  readonly operator: string;
  /** As written. */
  readonly key: string;
  isMet(context: RequestContext): boolean;
  /** The request's values, `null` when the key is absent. */
  actual(context: RequestContext): readonly string[] | null;
  /** The values it asks for, variables filled in. */
  expected(context: RequestContext): readonly string[];
}

/** What a comparing condition is made of. */
export interface Comparison {
  readonly operator: string;
  readonly key: string;
  readonly foldedKey: FoldedKey;
  readonly quantifier: Quantifier;
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
}

/** A condition that compares a key's values. */
export function comparingCondition(comparison: Comparison): Condition {
  const { foldedKey, patterns } = comparison;
  return {
    operator: comparison.operator,
    key: comparison.key,
    isMet: (context) => isMet(comparison, context),
    actual: (context) => asList(context.get(foldedKey)),
    expected: (context) => patterns.map((pattern) => pattern.describe(context)),
  };
}

/** `Null`: asks whether the key is absent (`true`) or present (`false`); of several values, any. */
export function nullCondition(key: string, foldedKey: FoldedKey, values: readonly ('true' | 'false')[]): Condition {
  return {
    operator: 'Null',
    key,
    isMet: (context) => values.includes(context.get(foldedKey) === undefined ? 'true' : 'false'),
    actual: (context) => asList(context.get(foldedKey)),
    expected: () => values,
  };
}

function isMet(comparison: Comparison, context: RequestContext): boolean {
  const { quantifier, negated } = comparison;
  const value = context.get(comparison.foldedKey);
  // IAM user guide: an absent key meets IfExists, ForAllValues and the negated operators, but never ForAnyValue.
  if (value === undefined) return comparison.ifExists || quantifier === 'all' || (quantifier === 'one' && negated);
  // "Multivalued context keys require a condition set operator": without one nothing is concluded.
  if (quantifier === 'one' && typeof value !== 'string') return false;
  const values = typeof value === 'string' ? [value] : value;
  // For a set operator, an empty string is an empty set.
  if (quantifier !== 'one' && value === '') return quantifier === 'all';
  const tests = bindAll(comparison.patterns, context);
  if (negated) {
    // A variable without a value leaves open what must not match, so the condition is not met.
    if (tests.length < comparison.patterns.length) return false;
    return quantifier === 'any'
      ? values.some((actual) => matchesNone(tests, actual))
      : values.every((actual) => matchesNone(tests, actual));
  }
  return quantifier === 'any'
    ? values.some((actual) => matchesSome(tests, actual))
    : values.every((actual) => matchesSome(tests, actual));
}

function bindAll(patterns: readonly Pattern[], context: RequestContext): readonly Test[] {
  const tests: Test[] = [];
  for (const pattern of patterns) {
    const test = pattern.bind(context);
    if (test !== null) tests.push(test);
  }
  return tests;
}

function matchesSome(tests: readonly Test[], actual: string): boolean {
  for (const test of tests) if (test(actual) === true) return true;
  return false;
}

/** Differing is a finding of its own: a value that cannot be compared (`null`) does not differ. */
function matchesNone(tests: readonly Test[], actual: string): boolean {
  for (const test of tests) if (test(actual) !== false) return false;
  return true;
}

function asList(value: ContextValue | undefined): readonly string[] | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? [value] : value;
}

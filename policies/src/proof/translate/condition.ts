import { and, equal, type Formula, isIn, no, not, or, truth, yes } from '../smt/formula.ts';
import { inAnyCase } from '../smt/language.ts';
import { constant, constantIn, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { bindArn } from './arn-pattern.ts';
import { bind } from './bound-text.ts';
import { matches, mostParts } from './glob.ts';
import { comparedNumbers } from './numbers.ts';
import { piecesOf, UntranslatableError } from './piece.ts';
import { presenceOf, type SymbolicContext } from './symbolic-context.ts';

/** One value of the policy in one request: whether it stands for anything, and which texts match it. */
interface Pattern {
  readonly defined: Formula;
  matches(actual: Text): Formula;
}

/** Where a condition stands. */
export interface ConditionPlace {
  readonly effect: 'Allow' | 'Deny';
  readonly variables: boolean;
  readonly context: SymbolicContext;
  readonly unknowns: Unknowns;
}

type Compare = (value: string, place: ConditionPlace) => Pattern;

const equals: Compare = (value, { variables, context }) => {
  const { defined, parts } = bind(piecesOf(value, { variables, wildcards: false }), context);
  return {
    defined,
    matches: (actual) =>
      equal(
        actual,
        parts.flatMap((part) => (part.kind === 'text' ? part.text : [])),
      ),
  };
};

const like: Compare = (value, { variables, context, unknowns }) => {
  const { defined, parts } = bind(piecesOf(value, { variables, wildcards: true }), context);
  return { defined, matches: (actual) => matches(actual, parts, unknowns) };
};

const equalsIgnoringCase: Compare = (value, { variables, context, unknowns }) => {
  const { defined, parts } = bind(piecesOf(value, { variables, wildcards: false }), context);
  const expected = parts.flatMap((part) => (part.kind === 'text' ? part.text : []));
  return {
    defined,
    matches: (actual) => {
      const [known, other] = constantIn(expected) === null ? [actual, expected] : [expected, actual];
      const [one, two] = [constantIn(known), constantIn(other)];
      if (one !== null && two !== null) return truth(one.toLowerCase() === two.toLowerCase());
      return one !== null && one.length <= mostParts && /^[\x20-\x7e]*$/.test(one)
        ? isIn(other, inAnyCase(one))
        : unknowns.flag('alike but for case');
    },
  };
};

const arn: Compare = (value, { variables, context, unknowns }) =>
  bindArn(piecesOf(value, { variables, wildcards: true }), false, context, unknowns);

const bool: Compare = (value) => ({ defined: yes, matches: (actual) => equal(actual, constant(value)) });

const operators: Readonly<Record<string, { readonly compare: Compare; readonly negated: boolean }>> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: arn, negated: false },
  ArnLike: { compare: arn, negated: false },
  ArnNotEquals: { compare: arn, negated: true },
  ArnNotLike: { compare: arn, negated: true },
  Bool: { compare: bool, negated: false },
};

const suffix = 'IfExists';

/**
 * When one operator holds for one key (IAM user guide, condition operators and set operators). Dates, addresses, binary, and numbers
 * that the theorem does not say, become a free choice of the solver, which proves less and never more.
 * @throws UntranslatableError for an operator that IAM does not have
 */
export function conditionHolds(
  operator: string,
  key: string,
  values: readonly string[],
  place: ConditionPlace,
): Formula {
  const { context, unknowns } = place;
  if (operator === 'Null') {
    const present = presenceOf(context.get(key));
    return or(...values.map((value) => (value === 'true' ? not(present) : present)));
  }
  const [prefix] = /^ForA(?:ll|ny)Values?:/.exec(operator) ?? [''];
  const quantifier = prefix === '' ? 'one' : prefix === 'ForAllValues:' ? 'all' : 'any';
  const unquantified = operator.slice(prefix.length);
  const ifExists = unquantified.endsWith(suffix);
  const name = ifExists ? unquantified.slice(0, -suffix.length) : unquantified;
  const known = operators[name];
  if (known === undefined) {
    if (!/^(?:Numeric|Date|IpAddress|NotIpAddress|Binary|String)/.test(name)) {
      throw new UntranslatableError(`the condition operator ${operator}`);
    }
    const decided =
      quantifier === 'one' && context.isFixed(key) ? comparedNumbers(name, values, context.get(key)) : null;
    return decided === null ? unknowns.flag(`any ${name}`) : truth(decided);
  }
  // How many values a key has that no theorem speaks of is not known, so a set operator on it may hold or not.
  if (quantifier !== 'one' && !context.isFixed(key)) return unknowns.flag(`any ${key}`);
  const value = context.get(key);
  const present = presenceOf(value);
  const whenAbsent = truth(ifExists || quantifier === 'all' || (quantifier === 'one' && known.negated));
  if (value.kind === 'absent') return whenAbsent;
  if (value.kind === 'set' && quantifier === 'one') return and(not(present), whenAbsent);
  const patterns = values.map((text) => known.compare(text, place));
  const holds = (actual: Text): Formula =>
    known.negated ? matchesNone(patterns, actual, place) : matchesSome(patterns, actual);
  if (value.kind === 'one') {
    const compared = holds(value.value);
    // A set without a set operator satisfies nothing, not even a negated operator.
    if (quantifier === 'one') {
      return or(and(not(present), whenAbsent), and(present, not(value.several ?? no), compared));
    }
    const empty = equal(value.value, constant(''));
    return or(
      and(not(present), whenAbsent),
      and(present, or(and(empty, truth(quantifier === 'all')), and(not(empty), compared))),
    );
  }
  const each = value.members.map(holds);
  return or(and(not(present), whenAbsent), and(present, quantifier === 'all' ? and(...each) : or(...each)));
}

function matchesSome(patterns: readonly Pattern[], actual: Text): Formula {
  return or(...patterns.map((pattern) => and(pattern.defined, pattern.matches(actual))));
}

/**
 * When a text matches none of the patterns. A variable without a value leaves open what must not match: a Deny is then not met,
 * and an Allow may be or not, for AWS says it of no negated form.
 */
export function matchesNone(
  patterns: readonly Pattern[],
  actual: Text,
  { effect, unknowns }: Pick<ConditionPlace, 'effect' | 'unknowns'>,
): Formula {
  return and(
    ...patterns.map(({ defined, matches: isMatched }) => {
      const known = and(defined, not(isMatched(actual)));
      return effect === 'Deny' || defined === yes ? known : or(known, and(not(defined), unknowns.flag(withoutValue)));
    }),
  );
}

/** The name of the solver's choice for a variable without a value under a negated form. */
export const withoutValue = 'a variable without a value matches nothing';

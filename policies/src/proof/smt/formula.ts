import { type Language, matchesLanguage } from './language.ts';
import { constantIn, firstCharacters, type Text, termOf, withoutCommonEnd, withoutCommonStart } from './text.ts';

declare const sort: unique symbol;
/** A term of sort Bool, in SMT-LIB's notation. Constants are folded while a formula is built. */
export type Formula = string & { readonly [sort]: 'Bool' };

export const yes = 'true' as Formula;
export const no = 'false' as Formula;

export function truth(value: boolean): Formula {
  return value ? yes : no;
}

export function not(formula: Formula): Formula {
  if (formula === yes) return no;
  if (formula === no) return yes;
  return (formula.startsWith('(not ') ? formula.slice(5, -1) : `(not ${formula})`) as Formula;
}

export function and(...formulas: readonly Formula[]): Formula {
  return joined('and', formulas, yes, no);
}

export function or(...formulas: readonly Formula[]): Formula {
  return joined('or', formulas, no, yes);
}

function joined(operator: 'and' | 'or', formulas: readonly Formula[], neutral: Formula, decisive: Formula): Formula {
  const left = [...new Set(formulas)].filter((formula) => formula !== neutral);
  if (left.includes(decisive)) return decisive;
  const [first, second] = left;
  if (first === undefined) return neutral;
  return second === undefined ? first : (`(${operator} ${left.join(' ')})` as Formula);
}

export function equal(one: Text, other: Text): Formula {
  const start = withoutCommonStart(one, other);
  const cut = start && withoutCommonEnd(...start);
  if (cut === null) return no;
  const [left, right] = cut;
  if (left.length === 0 && right.length === 0) return yes;
  if ((left.length === 0 && certainlyNotEmpty(right)) || (right.length === 0 && certainlyNotEmpty(left))) return no;
  const apart = firstCharacters(left, right);
  if (apart !== null && left.length + right.length > 2) return and(equal(...apart.first), equal(...apart.rest));
  return `(= ${termOf(left)} ${termOf(right)})` as Formula;
}

export function startsWith(whole: Text, start: Text): Formula {
  const cut = withoutCommonStart(whole, start);
  if (cut === null) return no;
  const [left, right] = cut;
  if (right.length === 0) return yes;
  if (left.length === 0 && certainlyNotEmpty(right)) return no;
  const apart = firstCharacters(left, right);
  if (apart !== null) return and(equal(...apart.first), startsWith(...apart.rest));
  return `(str.prefixof ${termOf(right)} ${termOf(left)})` as Formula;
}

export function endsWith(whole: Text, end: Text): Formula {
  const cut = withoutCommonEnd(whole, end);
  if (cut === null) return no;
  const [left, right] = cut;
  if (right.length === 0) return yes;
  if (left.length === 0 && certainlyNotEmpty(right)) return no;
  return `(str.suffixof ${termOf(right)} ${termOf(left)})` as Formula;
}

function certainlyNotEmpty(whole: Text): boolean {
  return whole.some((part) => 'constant' in part);
}

/** Whether the whole text is a word of `language`. */
export function isIn(whole: Text, language: Language): Formula {
  const value = constantIn(whole);
  if (value !== null) return truth(matchesLanguage(value, language));
  return `(str.in_re ${termOf(whole)} ${language.term})` as Formula;
}

/** A term of sort Int. */
export type Whole = string;

export function lengthOf(whole: Text): Whole {
  const value = constantIn(whole);
  return value === null ? `(str.len ${termOf(whole)})` : String([...value].length);
}

export function atMost(one: Whole, other: Whole): Formula {
  return `(<= ${one} ${other})` as Formula;
}

export function hasLength(whole: Text, length: number): Formula {
  return `(= ${lengthOf(whole)} ${length})` as Formula;
}

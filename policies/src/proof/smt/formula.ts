import { type Language, matchesLanguage } from './language.ts';
import {
  constantIn,
  firstCharacters,
  grammarOf,
  mayBe,
  type Text,
  termOf,
  withoutCommonEnd,
  withoutCommonStart,
} from './text.ts';

/**
 * A term of sort Bool and its opposite, both in SMT-LIB's notation. The opposite is carried along because z3 is lost with
 * "not a word of this language" and quick with "a word of the other one". Constants are folded while a formula is built.
 */
export interface Formula {
  readonly term: string;
  readonly opposite: string;
}

export const yes: Formula = { term: 'true', opposite: 'false' };
export const no: Formula = { term: 'false', opposite: 'true' };

export function truth(value: boolean): Formula {
  return value ? yes : no;
}

/** A term that solvers negate well. */
export function atom(term: string): Formula {
  return { term, opposite: `(not ${term})` };
}

export function not({ term, opposite }: Formula): Formula {
  if (term === yes.term) return no;
  return term === no.term ? yes : { term: opposite, opposite: term };
}

export function and(...formulas: readonly Formula[]): Formula {
  const left = new Map(formulas.map((formula) => [formula.term, formula]));
  left.delete(yes.term);
  if (left.has(no.term)) return no;
  const [first, second] = left.values();
  if (first === undefined) return yes;
  if (second === undefined) return first;
  const parts = [...left.values()];
  return {
    term: `(and ${parts.map(({ term }) => term).join(' ')})`,
    opposite: `(or ${parts.map(({ opposite }) => opposite).join(' ')})`,
  };
}

export function or(...formulas: readonly Formula[]): Formula {
  return not(and(...formulas.map(not)));
}

export function equal(one: Text, other: Text): Formula {
  const start = withoutCommonStart(one, other);
  const cut = start && withoutCommonEnd(...start);
  if (cut === null) return no;
  const [left, right] = cut;
  if (left.length === 0 && right.length === 0) return yes;
  if ((left.length === 0 && certainlyNotEmpty(right)) || (right.length === 0 && certainlyNotEmpty(left))) return no;
  if (!mayBe(left, constantIn(right)) || !mayBe(right, constantIn(left))) return no;
  const apart = firstCharacters(left, right);
  if (apart !== null && left.length + right.length > 2) return and(equal(...apart.first), equal(...apart.rest));
  return atom(`(= ${termOf(left)} ${termOf(right)})`);
}

export function startsWith(whole: Text, start: Text): Formula {
  const cut = withoutCommonStart(whole, start);
  if (cut === null) return no;
  const [left, right] = cut;
  if (right.length === 0) return yes;
  if (left.length === 0 && certainlyNotEmpty(right)) return no;
  const apart = firstCharacters(left, right);
  if (apart !== null) return and(equal(...apart.first), startsWith(...apart.rest));
  const begins = prefix(left, right);
  const [known] = right;
  if (known === undefined || !('constant' in known) || right.length === 1) return atom(begins);
  // Said twice, so that solvers see at once what contradicts the part that is known.
  return { term: `(and ${prefix(left, [known])} ${begins})`, opposite: `(not ${begins})` };
}

function prefix(whole: Text, start: Text): string {
  return `(str.prefixof ${termOf(start)} ${termOf(whole)})`;
}

export function endsWith(whole: Text, end: Text): Formula {
  const cut = withoutCommonEnd(whole, end);
  if (cut === null) return no;
  const [left, right] = cut;
  if (right.length === 0) return yes;
  if (left.length === 0 && certainlyNotEmpty(right)) return no;
  return atom(`(str.suffixof ${termOf(right)} ${termOf(left)})`);
}

function certainlyNotEmpty(whole: Text): boolean {
  return whole.some((part) => 'constant' in part);
}

/** Whether the whole text is a word of `language`. */
export function isIn(whole: Text, language: Language): Formula {
  const value = constantIn(whole);
  if (value !== null) return truth(matchesLanguage(value, language));
  const grammar = grammarOf(whole);
  if (grammar === null) return atom(`(str.in_re ${termOf(whole)} ${language.term})`);
  return {
    term: `(str.in_re ${termOf(whole)} (re.inter ${grammar} ${language.term}))`,
    opposite: `(str.in_re ${termOf(whole)} (re.diff ${grammar} ${language.term}))`,
  };
}

/** A term of sort Int. */
export type Whole = string;

export function lengthOf(whole: Text): Whole {
  const value = constantIn(whole);
  return value === null ? `(str.len ${termOf(whole)})` : String(value.length);
}

export function atMost(one: Whole, other: Whole): Formula {
  return atom(`(<= ${one} ${other})`);
}

export function hasLength(whole: Text, length: number): Formula {
  return atom(`(= ${lengthOf(whole)} ${length})`);
}

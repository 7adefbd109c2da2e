import {
  and,
  atMost,
  atom,
  endsWith,
  equal,
  type Formula,
  hasLength,
  isIn,
  lengthOf,
  or,
  startsWith,
  truth,
  yes,
} from '../smt/formula.ts';
import { anyCharacter, anyText, inTurn, type Language, word } from '../smt/language.ts';
import { concat, constantIn, type Text, termOf } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Part } from './bound-text.ts';
import { fits, plainSigns, type Sign } from './wildcard.ts';

/**
 * Beyond some hundreds of parts z3 minds no timeout any more, and beyond some thousands its stack overflows, which ends the
 * process. No document of ours has more than ten.
 */
export const mostParts = 100;

/**
 * Whether `whole` matches a pattern with `*` and `?`, without a quantifier, so that it may stand in an Allow and in a Deny.
 * A `?` beside a variable, which has no such form, and a pattern of more than {@link mostParts} become a free choice of the solver:
 * whatever is proved all the same holds, and a counterexample that rests on it is not confirmed by the engine.
 */
export function matches(whole: Text, parts: readonly Part[], unknowns: Unknowns): Formula {
  if (parts.every((part) => part.kind === 'text')) return equal(whole, textOf(parts));
  const [value, signs] = [constantIn(whole), knownSigns(parts)];
  if (value !== null && signs !== null) return truth(fits(value, signs));
  if (parts.length > mostParts) return unknowns.flag('any match');
  const language = languageOf(parts);
  const blocks = blocksBetweenStars(parts);
  const [first = [], ...others] = blocks;
  const end = others.at(-1);
  const middle = others.slice(0, -1);
  const plain = blocks.every((block) => block.every((part) => part.kind === 'text'));
  // Two languages of one unknown are compared with each other; of several in a row a length or a part is easier.
  if (whole.length > 1) {
    const easier = lengthOrContent(whole, parts);
    if (easier !== null) return easier;
  }
  if (plain && end !== undefined && (middle.length === 0 || language === null)) {
    return anchored(whole, textOf(first), middle.map(textOf), textOf(end));
  }
  return language === null ? unknowns.flag('any match') : isIn(whole, language);
}

/** `??*` asks for a length and `*text*` for a part: solvers are quicker with these than with a language. */
function lengthOrContent(whole: Text, parts: readonly Part[]): Formula | null {
  if (parts.every(({ kind }) => kind !== 'text')) {
    const least = parts.filter(({ kind }) => kind === 'any-character').length;
    const open = parts.some(({ kind }) => kind === 'any-text');
    return open ? atMost(String(least), lengthOf(whole)) : hasLength(whole, least);
  }
  const [before, middle, behind] = parts;
  if (parts.length !== 3 || before?.kind !== 'any-text' || middle?.kind !== 'text' || behind?.kind !== 'any-text')
    return null;
  const sign = constantIn(middle.text);
  // One character is in one of the parts, whose grammar may say at once that it is not.
  if (sign?.length === 1) {
    const having = inTurn(anyText, word(sign), anyText);
    return or(...whole.map((part) => isIn([part], having)));
  }
  return atom(`(str.contains ${termOf(whole)} ${termOf(middle.text)})`);
}

/** `start*middle*…*end`: the leftmost place of each middle is as good as any, so no place has to be guessed. */
function anchored(whole: Text, start: Text, middle: readonly Text[], end: Text): Formula {
  const begins = startsWith(whole, start);
  if (middle.length === 0 && constantIn(end) === '') return begins;
  const found: Formula[] = [];
  let from = lengthOf(start);
  for (const text of middle) {
    const place = `(str.indexof ${termOf(whole)} ${termOf(text)} ${from})`;
    found.push(atMost('0', place));
    from = `(+ ${place} ${lengthOf(text)})`;
  }
  const room = from === '0' ? yes : atMost(`(+ ${from} ${lengthOf(end)})`, lengthOf(whole));
  return and(begins, ...found, endsWith(whole, end), room);
}

/** The pattern sign by sign; `null` when the solver chooses some of its text. */
function knownSigns(parts: readonly Part[]): readonly Sign[] | null {
  const signs: Sign[] = [];
  for (const part of parts) {
    const value = part.kind === 'text' ? constantIn(part.text) : '';
    if (value === null) return null;
    signs.push(...(part.kind === 'text' ? plainSigns(value) : [part.kind]));
  }
  return signs;
}

/** The pattern as a regular language; `null` when the solver chooses some of its text. */
function languageOf(parts: readonly Part[]): Language | null {
  const languages: Language[] = [];
  for (const part of parts) {
    const value = part.kind === 'text' ? constantIn(part.text) : null;
    if (part.kind === 'text' && value === null) return null;
    languages.push(
      part.kind === 'any-text' ? anyText : part.kind === 'any-character' ? anyCharacter : word(value ?? ''),
    );
  }
  return inTurn(...languages);
}

function blocksBetweenStars(parts: readonly Part[]): readonly (readonly Part[])[] {
  const blocks: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'any-text') blocks.push([]);
    else blocks.at(-1)?.push(part);
  }
  return blocks;
}

function textOf(parts: readonly Part[]): Text {
  return concat(...parts.map((part) => (part.kind === 'text' ? part.text : [])));
}

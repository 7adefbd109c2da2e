import { type Formula, isIn, no, startsWith, truth, yes } from '../smt/formula.ts';
import { anyCharacter, inTurn, type Language, many, noneOf, word } from '../smt/language.ts';
import { after, concat, constant, constantIn, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import { type BoundPattern, bind, type Part, together } from './bound-text.ts';
import { matches, mostParts } from './glob.ts';
import { type Piece, UntranslatableError } from './piece.ts';
import type { SymbolicContext } from './symbolic-context.ts';
import { fits, plainSigns, type Sign } from './wildcard.ts';

/** `arn:partition:service:region:account:resource`; only the last may hold colons of its own. */
const segmentCount = 6;

/** An ARN pattern in one request, and what it says of a text. */
export interface BoundArn {
  readonly defined: Formula;
  matches(whole: Text): Formula;
}

/**
 * An ARN pattern, compared segment by segment. `open` is the rule of the Resource element: from the first segment that ends in
 * `*` on, the rest is one text (IAM user guide, Resource). ARN condition operators have no such rule.
 * @throws UntranslatableError for a variable before the fifth colon
 */
export function bindArn(
  pieces: readonly Piece[],
  open: boolean,
  context: SymbolicContext,
  unknowns: Unknowns,
): BoundArn {
  const written = segmentsOf(pieces);
  const missing = Array<readonly Piece[]>(segmentCount - written.length).fill([{ kind: 'any-text' }]);
  const segments = [...written, ...missing];
  const opened = open ? segments.findIndex((segment) => segment.at(-1)?.kind === 'any-text') : -1;
  const cut = opened < 0 || opened > segmentCount - 1 ? segmentCount - 1 : opened;
  const heads = segments.slice(0, cut).map(headLanguage);
  const rest = segments
    .slice(cut)
    .flatMap((segment, index): readonly Piece[] => [
      ...(index === 0 ? [] : [{ kind: 'text', text: ':' } as const]),
      ...segment,
    ]);
  const tail = bind(rest, context);
  return { defined: tail.defined, matches: (whole) => arnMatches(whole, heads, tail, unknowns) };
}

function arnMatches(whole: Text, heads: readonly Head[], tail: BoundPattern, unknowns: Unknowns): Formula {
  const value = constantIn(whole);
  if (value !== null) {
    const found = splitHeads(value, heads.length);
    if (found === null || !agree(found.heads, heads)) return no;
    return matches(constant(found.rest), tail.parts, unknowns);
  }
  if (heads.every(({ plain }) => plain !== null)) {
    const start = heads.map(({ plain }) => `${plain}:`).join('');
    const rest = after(whole, start);
    if (rest !== null) return matches(rest, tail.parts, unknowns);
    if (startsWith(whole, constant(start)) === no) return no;
    return matches(whole, together([{ kind: 'text', text: constant(start) }, ...tail.parts]), unknowns);
  }
  const known = whole[0] !== undefined && 'constant' in whole[0] ? splitHeads(whole[0].constant, heads.length) : null;
  if (known !== null) {
    return agree(known.heads, heads) ? matches(concat(constant(known.rest), whole.slice(1)), tail.parts, unknowns) : no;
  }
  const languages = tailLanguages(tail.parts);
  const wildcards = heads.flatMap(({ signs }) => signs).filter((sign) => typeof sign === 'string').length;
  if (languages === null || wildcards + tail.parts.length > mostParts) return unknowns.flag('any ARN');
  const colon = word(':');
  return isIn(whole, inTurn(...heads.flatMap(({ language }) => [language, colon]), ...languages));
}

function tailLanguages(parts: readonly Part[]): readonly Language[] | null {
  const languages: Language[] = [];
  for (const part of parts) {
    const value = part.kind === 'text' ? constantIn(part.text) : '';
    if (value === null) return null;
    if (part.kind === 'any-text') languages.push(many(anyCharacter));
    else languages.push(part.kind === 'text' ? word(value) : anyCharacter);
  }
  return languages;
}

/** The first `count` segments of an ARN and what follows them; `null` when there are not that many. */
function splitHeads(value: string, count: number): { readonly heads: readonly string[]; readonly rest: string } | null {
  const heads: string[] = [];
  let from = 0;
  for (let number = 0; number < count; number += 1) {
    const colon = value.indexOf(':', from);
    if (colon < 0) return null;
    heads.push(value.slice(from, colon));
    from = colon + 1;
  }
  return { heads, rest: value.slice(from) };
}

/** A head holds no colon, so a star there is any text of it. */
function agree(known: readonly string[], heads: readonly Head[]): boolean {
  return known.every((text, at) => fits(text, heads[at]?.signs ?? []));
}

interface Head {
  readonly language: Language;
  readonly signs: readonly Sign[];
  /** The segment itself, when it has no wildcard. */
  readonly plain: string | null;
}

function headLanguage(segment: readonly Piece[]): Head {
  const inSegment = noneOf(':');
  const languages = segment.map((piece) => {
    if (piece.kind === 'variable') throw new UntranslatableError('a variable before the fifth colon of an ARN');
    if (piece.kind === 'text') return word(piece.text);
    return piece.kind === 'any-text' ? many(inSegment) : inSegment;
  });
  const texts = segment.map((piece) => (piece.kind === 'text' ? piece.text : null));
  const signs = segment.flatMap((piece): readonly Sign[] => {
    if (piece.kind === 'text') return plainSigns(piece.text);
    return piece.kind === 'variable' ? [] : [piece.kind];
  });
  return { language: inTurn(...languages), signs, plain: texts.includes(null) ? null : texts.join('') };
}

/** The pattern cut at the colons that the policy wrote; a colon in a variable's value cuts nothing. */
function segmentsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const segments: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind !== 'text') {
      segments.at(-1)?.push(piece);
      continue;
    }
    const room = segmentCount - segments.length;
    const parts = piece.text.split(':');
    const kept = parts.length > room + 1 ? [...parts.slice(0, room), parts.slice(room).join(':')] : parts;
    for (const [index, text] of kept.entries()) {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ kind: 'text', text });
    }
  }
  return segments;
}

/** Whether a request's resource is among the patterns of a Resource element; `defined` when none lacks a variable's value. */
export function bindResources(
  patterns: readonly string[],
  parse: (text: string) => readonly Piece[],
  context: SymbolicContext,
  unknowns: Unknowns,
): readonly BoundArn[] {
  return patterns.map((text) =>
    text === '*' ? { defined: yes, matches: () => truth(true) } : bindArn(parse(text), true, context, unknowns),
  );
}

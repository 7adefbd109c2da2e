import type { JsonValue } from '../json/json-value.ts';
import { exactText } from '../matching/exact-text.ts';
import { globText } from '../matching/glob-text.ts';
import type { Pattern } from '../matching/pattern.ts';
import { parsePieces } from '../matching/piece.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import type { Operator, ValuePlace } from './operator.ts';

const asWritten = (text: string): string => text;
const lowerCase = (text: string): string => text.toLowerCase();

const equals = (value: JsonValue, place: ValuePlace): Pattern => exactText(pieces(value, place, false), asWritten);
const equalsIgnoreCase = (value: JsonValue, place: ValuePlace): Pattern =>
  exactText(pieces(value, place, false), lowerCase);
const like = (value: JsonValue, place: ValuePlace): Pattern => globText(pieces(value, place, true));

/** Text, with variables; wildcards in the Like operators only (IAM user guide, string condition operators). */
export const stringOperators: readonly Operator[] = [
  { name: 'StringEquals', negated: false, compile: equals },
  { name: 'StringNotEquals', negated: true, compile: equals },
  { name: 'StringEqualsIgnoreCase', negated: false, compile: equalsIgnoreCase },
  { name: 'StringNotEqualsIgnoreCase', negated: true, compile: equalsIgnoreCase },
  { name: 'StringLike', negated: false, compile: like },
  { name: 'StringNotLike', negated: true, compile: like },
];

function pieces(value: JsonValue, place: ValuePlace, wildcards: boolean): ReturnType<typeof parsePieces> {
  if (typeof value !== 'string') throw new PolicyGrammarError(place.path, 'must be a string');
  return parsePieces(value, { variables: place.variables, wildcards }, place.path);
}

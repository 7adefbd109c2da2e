import { equal, isIn, not } from '../smt/formula.ts';
import { either, inTurn, type Language, many, noneOf, range, word } from '../smt/language.ts';
import { concat, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';

const digit = range('0', '9');
const letterOrDigit = either(range('A', 'Z'), range('a', 'z'), digit);

/** The number of any account. */
export const accountGrammar = inTurn(...Array.from({ length: 12 }, () => digit));

/** One character of a tenant or service after the first. */
export const nameCharacter = either(letterOrDigit, word('_'), word('-'));

/** Tenants and services, of any length: the upper bound of 63 makes solvers slow and nothing safer. */
export const tenantGrammar = inTurn(letterOrDigit, nameCharacter, many(nameCharacter));
export const serviceGrammar = inTurn(letterOrDigit, many(nameCharacter));

/** One character that STS takes in a session name and a source identity. */
export const sessionNameCharacter = either(nameCharacter, word('+'), word('='), word(','), word('.'), word('@'));

/** What STS takes for a session name and a source identity, of any length from two. */
export const sessionNameGrammar = inTurn(sessionNameCharacter, sessionNameCharacter, many(sessionNameCharacter));

/** The name of a key, as the contract has it. */
export const keyGrammar = inTurn(letterOrDigit, many(nameCharacter));

/** A leading key as the stores write it. */
export const partitionGrammar = inTurn(
  word('TENANT#'),
  tenantGrammar,
  either(word(''), inTurn(word('|SERVICE#'), serviceGrammar)),
);

/**
 * One character of a tag's value: whatever STS takes and more. It takes letters, spaces and digits of any script and
 * `_.:/=+-@`; here only the other printable ASCII characters are left out.
 */
export const tagCharacter = noneOf('!"#$%&\'()*,;<>?[\\]^`{|}~');

/** Two names that differ, as texts of unknown parts. */
export interface Pair {
  readonly one: Text;
  readonly other: Text;
}

/** One of the ways in which two names can differ; together they are all there are. */
export interface Difference {
  readonly how: string;
  make(unknowns: Unknowns): Pair;
}

/**
 * All ways in which `one` can differ from `other`: the one begins the other, the other the one, or they part at some
 * character. String solvers are lost when they must find that out themselves, and quick when told.
 */
export function differences(
  names: readonly [string, string],
  characters: readonly [Language, Language],
  otherGrammar: Language,
  oneGrammar?: Language,
): readonly Difference[] {
  const [oneName, otherName] = names;
  const [oneCharacter, otherCharacter] = characters;
  const character = (unknowns: Unknowns, name: string, language: Language): Text => {
    const text = unknowns.character(name);
    unknowns.assume(isIn(text, language));
    return text;
  };
  const text = (unknowns: Unknowns, name: string, language: Language): Text => unknowns.word(name, many(language));
  return [
    {
      how: `${oneName} and ${otherName} part at some character`,
      make(unknowns) {
        const shared = text(unknowns, 'shared', otherCharacter);
        const [first, second] = [character(unknowns, 'c', oneCharacter), character(unknowns, 'd', otherCharacter)];
        unknowns.assume(not(equal(first, second)));
        const one = concat(shared, first, text(unknowns, `rest of ${oneName}`, oneCharacter));
        const other = concat(shared, second, text(unknowns, `rest of ${otherName}`, otherCharacter));
        unknowns.assume(isIn(other, otherGrammar));
        if (oneGrammar !== undefined) unknowns.assume(isIn(one, oneGrammar));
        return { one, other };
      },
    },
    {
      how: `${oneName} begins ${otherName}`,
      make(unknowns) {
        const one = unknowns.word(oneName, oneGrammar ?? many(otherCharacter));
        const next = character(unknowns, 'c', otherCharacter);
        const other = concat(one, next, text(unknowns, `rest of ${otherName}`, otherCharacter));
        unknowns.assume(isIn(other, otherGrammar));
        return { one, other };
      },
    },
    {
      how: `${otherName} begins ${oneName}`,
      make(unknowns) {
        const other = unknowns.word(otherName, otherGrammar);
        const next = character(unknowns, 'c', oneCharacter);
        return { one: concat(other, next, text(unknowns, `rest of ${oneName}`, oneCharacter)), other };
      },
    },
  ];
}

import { listed, listedClauses } from '../review/sentence/word-list.ts';

/** What stands before a name, for one and for several. */
const kinds: Readonly<Record<'and' | 'or', readonly (readonly [one: string, several: string])[]>> = {
  and: [
    ['the role ', 'the roles '],
    ['the user ', 'the users '],
    ['the service ', 'the services '],
    ['a session of ', 'sessions of '],
    ['a token of ', 'tokens of '],
  ],
  or: ['key ', 'parameter ', 'policy ', 'role ', 'table ', 'token issuer ', 'user '].map((kind) => [kind, kind]),
};

/**
 * The words in a row, with what several names are called said once: `the roles a and b, the user c and an AWS service`. Whoever has a name
 * comes first. A part that is a list itself is set off by a comma.
 */
export function namedOnce(words: readonly string[], conjunction: 'and' | 'or'): string {
  const kindOf = (word: string): string | undefined =>
    kinds[conjunction].find(([one]) => word.startsWith(one) && isName(word.slice(one.length)))?.[0];
  const named = kinds[conjunction].flatMap(([one, several]) => {
    const names = words.filter((word) => kindOf(word) === one).map((word) => word.slice(one.length));
    if (names.length === 0) return [];
    return [(names.length === 1 ? one : several) + listed(names, conjunction)];
  });
  const others = words.filter((word) => kindOf(word) === undefined);
  const parts = [...named, ...others];
  // A comma within a part, and nobody knows any more where it ends.
  if (conjunction === 'or' && others.some((part) => part.includes(','))) return parts.join(', or ');
  return parts.some((part) => / (?:and|or) /.test(part))
    ? listedClauses(parts, conjunction)
    : listed(parts, conjunction);
}

/** Names have no blanks: `an issuer that is not registered` is none. */
function isName(text: string): boolean {
  return /^\S+$/.test(text);
}

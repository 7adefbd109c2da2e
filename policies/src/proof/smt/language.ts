import { quoted } from './text.ts';

/** A regular language, as SMT-LIB's RegLan and as the same expression of JavaScript for constants. */
export interface Language {
  readonly term: string;
  readonly source: string;
}

/** Character by character of UTF-16, as solvers are told it. */
export function matchesLanguage(value: string, language: Language): boolean {
  return new RegExp(`^(?:${language.source})$`, 's').test(value);
}

/** The one word. */
export function word(value: string): Language {
  return { term: `(str.to_re ${quoted(value)})`, source: value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') };
}

export const anyText: Language = { term: 're.all', source: '.*' };
export const anyCharacter: Language = { term: 're.allchar', source: '.' };

/** A word of each, in this order. */
export function inTurn(...parts: readonly Language[]): Language {
  const [first, second] = parts;
  if (first === undefined) return word('');
  if (second === undefined) return first;
  return {
    term: `(re.++ ${parts.map(({ term }) => term).join(' ')})`,
    source: parts.map(({ source }) => `(?:${source})`).join(''),
  };
}

/** A word of any of them. */
export function either(first: Language, ...others: readonly Language[]): Language {
  if (others.length === 0) return first;
  const parts = [first, ...others];
  return {
    term: `(re.union ${parts.map(({ term }) => term).join(' ')})`,
    source: parts.map(({ source }) => `(?:${source})`).join('|'),
  };
}

/** One character from `first` to `last`. */
export function range(first: string, last: string): Language {
  return { term: `(re.range ${quoted(first)} ${quoted(last)})`, source: `[${first}-${last}]` };
}

/** One character that is none of `characters`. */
export function noneOf(characters: string): Language {
  const [first = word(''), ...others] = [...characters].map(word);
  return {
    term: `(re.diff re.allchar ${either(first, ...others).term})`,
    source: `[^${characters.replaceAll(/[\\\]^-]/g, '\\$&')}]`,
  };
}

/** Any number of words of `language`, none included. */
export function many(language: Language): Language {
  return { term: `(re.* ${language.term})`, source: `(?:${language.source})*` };
}

/** A word of printable ASCII, each letter small or capital. The sign for Kelvin is a `k` as well when its case is folded. */
export function inAnyCase(value: string): Language {
  return inTurn(
    ...[...value].map((character) => {
      const [small, capital] = [character.toLowerCase(), character.toUpperCase()];
      if (small === capital) return word(character);
      return either(word(small), word(capital), ...(small === 'k' ? [word('\u{212a}')] : []));
    }),
  );
}

/** Words of `all` that are none of `some`. As JavaScript it is right at the end of a text only, so let nothing follow it. */
export function without(all: Language, some: Language): Language {
  return { term: `(re.diff ${all.term} ${some.term})`, source: `(?!(?:${some.source})$)(?:${all.source})` };
}

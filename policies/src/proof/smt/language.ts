import { type Language, text } from './term.ts';

/** The one word. */
export function word(value: string): Language {
  return `(str.to_re ${text(value)})` as Language;
}

export const anyText = 're.all' as Language;
export const anyCharacter = 're.allchar' as Language;

export function inTurn(...parts: readonly Language[]): Language {
  const [first, second] = parts;
  if (first === undefined) return word('');
  return second === undefined ? first : (`(re.++ ${parts.join(' ')})` as Language);
}

export function either(...parts: readonly Language[]): Language {
  const [first, second] = parts;
  if (first === undefined) return 're.none' as Language;
  return second === undefined ? first : (`(re.union ${parts.join(' ')})` as Language);
}

/** One character of `characters`, in which `a-z` is a range; a hyphen that is meant as one stands at the end. */
export function oneOf(characters: string): Language {
  const parts: Language[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const last = characters.charAt(at + 1) === '-' ? characters.charAt(at + 2) : '';
    const first = characters.charAt(at);
    if (last === '') parts.push(word(first));
    else {
      parts.push(`(re.range ${text(first)} ${text(last)})` as Language);
      at += 2;
    }
  }
  return either(...parts);
}

/** One character that is none of `characters`. */
export function noneOf(characters: string): Language {
  return `(re.diff re.allchar ${oneOf(characters)})` as Language;
}

/** Between `least` and `most` words of `language`. */
export function repeated(language: Language, least: number, most: number): Language {
  return `((_ re.loop ${least} ${most}) ${language})` as Language;
}

/** Any number of words of `language`, none included. */
export function many(language: Language): Language {
  return `(re.* ${language})` as Language;
}

/*
 * Texts of which parts are known and parts are the solver's to choose. Kept as parts, so that what two texts begin and end
 * with alike is taken away before the solver sees them: its string theory is slow with what a person sees at a glance.
 */

/** A constant, or a term of sort String that only the solver knows. */
type Part =
  | { readonly constant: string }
  | {
      readonly unknown: string;
      readonly single: boolean;
      readonly grammar: string | null;
      /** Whether it can be this value, as far as is known without a solver. */
      readonly mayBe?: (value: string) => boolean;
    };

/** Constants next to each other are one, and none is empty. */
export type Text = readonly Part[];

export function constant(value: string): Text {
  return value === '' ? [] : [{ constant: value }];
}

/** `grammar` is a term of sort RegLan of which it is assumed to be a word. */
export function unknown(term: string, grammar: string | null = null): Text {
  return [{ unknown: term, single: false, grammar }];
}

/** A text of which it is assumed that it is no value but one that it may be. */
export function unknownThatMayBe(term: string, mayBe: (value: string) => boolean): Text {
  return [{ unknown: term, single: false, grammar: null, mayBe }];
}

/** Whether the text can be the value, as far as is known without a solver. */
export function mayBe([first, ...rest]: Text, value: string | null): boolean {
  if (first === undefined || !('unknown' in first) || rest.length > 0 || value === null) return true;
  return first.mayBe?.(value) ?? true;
}

/** A text of which it is known that it is one character. */
export function unknownCharacter(term: string): Text {
  return [{ unknown: term, single: true, grammar: null }];
}

/** All of `texts` in a row. */
export function concat(...texts: readonly Text[]): Text {
  const joined: Part[] = [];
  for (const part of texts.flat()) {
    const before = joined.at(-1);
    if (before !== undefined && 'constant' in before && 'constant' in part) {
      joined[joined.length - 1] = { constant: before.constant + part.constant };
    } else joined.push(part);
  }
  return joined;
}

/** What the text is, if all of it is known. */
export function constantIn(whole: Text): string | null {
  const [first, ...rest] = whole;
  if (first === undefined) return '';
  return rest.length === 0 && 'constant' in first ? first.constant : null;
}

/** The grammar of a text that is one unknown, if it has one. */
export function grammarOf([first, ...rest]: Text): string | null {
  return first !== undefined && 'unknown' in first && rest.length === 0 ? first.grammar : null;
}

/** The text as an SMT-LIB term. */
export function termOf(whole: Text): string {
  const terms = whole.map((part) => ('unknown' in part ? part.unknown : quoted(part.constant)));
  const [first = quoted('')] = terms;
  return terms.length < 2 ? first : `(str.++ ${terms.join(' ')})`;
}

/**
 * A string constant (SMT-LIB 2.6: a quote is doubled, everything but printable ASCII is written `\u{…}`). Its characters are UTF-16
 * code units, as in the policy engine: SMT-LIB has none above U+2FFFF and reads a larger escape as plain text.
 */
export function quoted(value: string): string {
  const escaped = value.split('').map((character) => {
    if (character === '"') return '""';
    const code = character.charCodeAt(0);
    return code < 0x20 || code > 0x7e || character === '\\' ? `\\u{${code.toString(16)}}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** The value of a string constant as solvers print it. */
export function unquoted(printed: string): string {
  return printed
    .slice(1, -1)
    .replaceAll('""', '"')
    .replaceAll(/\\u\{([0-9a-fA-F]+)\}/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/** Both without what they begin with alike. `null` when that shows that neither begins the other. */
export function withoutCommonStart(one: Text, other: Text): readonly [Text, Text] | null {
  const [left, right] = [[...one], [...other]];
  for (;;) {
    const [a, b] = [left[0], right[0]];
    if (a === undefined || b === undefined) return [left, right];
    if ('constant' in a && 'constant' in b) {
      const shared = Math.min(a.constant.length, b.constant.length);
      if (a.constant.slice(0, shared) !== b.constant.slice(0, shared)) return null;
      left.splice(0, 1, ...constant(a.constant.slice(shared)));
      right.splice(0, 1, ...constant(b.constant.slice(shared)));
    } else if ('unknown' in a && 'unknown' in b && a.unknown === b.unknown) {
      left.shift();
      right.shift();
    } else return [left, right];
  }
}

/** Both without what they end with alike. `null` when that shows that neither ends the other. */
export function withoutCommonEnd(one: Text, other: Text): readonly [Text, Text] | null {
  const cut = withoutCommonStart(backwards(one), backwards(other));
  return cut && [backwards(cut[0]), backwards(cut[1])];
}

function backwards(whole: Text): Text {
  return whole
    .map((part) => ('constant' in part ? { constant: part.constant.split('').reverse().join('') } : part))
    .reverse();
}

/** Both first characters, when each is one for certain and they are not the same constant, and what follows them. */
export function firstCharacters(
  one: Text,
  other: Text,
): { readonly first: readonly [Text, Text]; readonly rest: readonly [Text, Text] } | null {
  const [a, b] = [splitFirst(one), splitFirst(other)];
  return a && b && { first: [a[0], b[0]], rest: [a[1], b[1]] };
}

function splitFirst([first, ...rest]: Text): readonly [Text, Text] | null {
  if (first === undefined) return null;
  if ('unknown' in first) return first.single ? [[first], rest] : null;
  return [constant(first.constant.charAt(0)), [...constant(first.constant.slice(1)), ...rest]];
}

/** What follows `start`, if the text certainly begins with it. */
export function after(whole: Text, start: string): Text | null {
  const cut = withoutCommonStart(whole, constant(start));
  return cut !== null && cut[1].length === 0 ? cut[0] : null;
}

/*
 * SMT-LIB terms as text, sorted by type. Constants are folded while a term is built: most questions about a policy are
 * answered by that alone, and what is left for the solver is short enough to read.
 */

declare const sort: unique symbol;
/** A term of sort Bool. */
export type Bool = string & { readonly [sort]: 'Bool' };
/** A term of sort String. */
export type Text = string & { readonly [sort]: 'String' };
/** A term of sort Int. */
export type Whole = string & { readonly [sort]: 'Int' };
/** A term of sort RegLan, SMT-LIB's regular expressions. */
export type Language = string & { readonly [sort]: 'RegLan' };

export const yes = 'true' as Bool;
export const no = 'false' as Bool;

export function truth(value: boolean): Bool {
  return value ? yes : no;
}

export function not(term: Bool): Bool {
  if (term === yes) return no;
  if (term === no) return yes;
  return (term.startsWith('(not ') ? term.slice(5, -1) : `(not ${term})`) as Bool;
}

export function and(...terms: readonly Bool[]): Bool {
  return joined('and', terms, yes, no);
}

export function or(...terms: readonly Bool[]): Bool {
  return joined('or', terms, no, yes);
}

function joined(operator: 'and' | 'or', terms: readonly Bool[], neutral: Bool, decisive: Bool): Bool {
  const left = [...new Set(terms)].filter((term) => term !== neutral);
  if (left.includes(decisive)) return decisive;
  const [first, second] = left;
  if (first === undefined) return neutral;
  return second === undefined ? first : (`(${operator} ${left.join(' ')})` as Bool);
}

/** A string constant (SMT-LIB 2.6: a quote is doubled, everything but printable ASCII is written `\u{…}`). */
export function text(value: string): Text {
  const escaped = [...value].map((character) => {
    if (character === '"') return '""';
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || code > 0x7e || character === '\\' ? `\\u{${code.toString(16)}}` : character;
  });
  return `"${escaped.join('')}"` as Text;
}

/** The value of a constant, `null` for any other term. */
export function constantOf(term: Text): string | null {
  return term.startsWith('"') ? readText(term) : null;
}

/** The value of a string constant in SMT-LIB's notation, as solvers print it too. */
export function readText(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll('""', '"')
    .replaceAll(/\\u\{([0-9a-fA-F]+)\}/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/** All of `parts` in a row. */
export function concat(...parts: readonly Text[]): Text {
  const merged: Text[] = [];
  for (const part of parts) {
    const before = merged.at(-1);
    const [one, other] = [before === undefined ? null : constantOf(before), constantOf(part)];
    if (other === '') continue;
    if (one !== null && other !== null) merged[merged.length - 1] = text(one + other);
    else merged.push(part);
  }
  const [first, second] = merged;
  if (first === undefined) return text('');
  return second === undefined ? first : (`(str.++ ${merged.join(' ')})` as Text);
}

export function equal(one: Text, other: Text): Bool {
  if (one === other) return yes;
  const [left, right] = [constantOf(one), constantOf(other)];
  if (left !== null && right !== null) return no;
  return `(= ${one} ${other})` as Bool;
}

export function startsWith(whole: Text, prefix: Text): Bool {
  const [left, right] = [constantOf(whole), constantOf(prefix)];
  if (right === '') return yes;
  if (left !== null && right !== null) return truth(left.startsWith(right));
  return `(str.prefixof ${prefix} ${whole})` as Bool;
}

export function endsWith(whole: Text, suffix: Text): Bool {
  const [left, right] = [constantOf(whole), constantOf(suffix)];
  if (right === '') return yes;
  if (left !== null && right !== null) return truth(left.endsWith(right));
  return `(str.suffixof ${suffix} ${whole})` as Bool;
}

/** One of two texts. */
export function choose(condition: Bool, then: Text, otherwise: Text): Text {
  if (condition === yes) return then;
  if (condition === no) return otherwise;
  return `(ite ${condition} ${then} ${otherwise})` as Text;
}

export function lengthOf(term: Text): Whole {
  const value = constantOf(term);
  return (value === null ? `(str.len ${term})` : String([...value].length)) as Whole;
}

export function sum(...terms: readonly Whole[]): Whole {
  const left = terms.filter((term) => term !== '0');
  const [first, second] = left;
  if (first === undefined) return '0' as Whole;
  return second === undefined ? first : (`(+ ${left.join(' ')})` as Whole);
}

export function atMost(one: Whole, other: Whole): Bool {
  return `(<= ${one} ${other})` as Bool;
}

/** Where `part` first occurs at or after `from`; -1 when it does not. */
export function indexOf(whole: Text, part: Text, from: Whole): Whole {
  return `(str.indexof ${whole} ${part} ${from})` as Whole;
}

export function slice(whole: Text, from: Whole, length: Whole): Text {
  return `(str.substr ${whole} ${from} ${length})` as Text;
}

/** Whether the whole of `term` is a word of `language`. */
export function isIn(term: Text, language: Language): Bool {
  return `(str.in_re ${term} ${language})` as Bool;
}

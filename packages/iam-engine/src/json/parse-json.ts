import { below, PolicyGrammarError } from '../policy-grammar-error.ts';
import { depthRule, type JsonValue, maxDepth } from './json-value.ts';

/** White space does not count towards a policy's size, but reading it takes time. */
const maxTextLength = 65_536;

const numberGrammar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const keywords: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * JSON text as a value. Stricter than `JSON.parse` in the two points where readers of one text could see two policies: a
 * name given twice is refused (IAM does so too), and so is nesting beyond the limit. Reads every character once.
 * @throws PolicyGrammarError
 */
export function parseJson(text: string): JsonValue {
  if (text.length > maxTextLength) {
    throw new PolicyGrammarError('', `may not be longer than ${maxTextLength} characters of text`);
  }
  const reader = new JsonReader(text);
  const value = reader.value('', 1);
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: string, depth: number): JsonValue {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      if (depth > maxDepth) throw new PolicyGrammarError('', depthRule);
      return first === '{' ? this.#object(path, depth) : this.#array(path, depth);
    }
    if (first === '"') return this.#string();
    for (const [word, meaning] of keywords) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return meaning;
      }
    }
    return this.#number();
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#broken();
  }

  #object(path: string, depth: number): JsonValue {
    const object: Record<string, JsonValue> = Object.create(null);
    this.#at += 1;
    if (this.#accept('}')) return object;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#broken();
      const name = this.#string();
      if (name in object) throw new PolicyGrammarError(below(path, name), 'may not be given twice');
      if (!this.#accept(':')) throw this.#broken();
      object[name] = this.value(below(path, name), depth + 1);
    } while (this.#accept(','));
    if (!this.#accept('}')) throw this.#broken();
    return object;
  }

  #array(path: string, depth: number): JsonValue {
    const array: JsonValue[] = [];
    this.#at += 1;
    if (this.#accept(']')) return array;
    do array.push(this.value(below(path, array.length), depth + 1));
    while (this.#accept(','));
    if (!this.#accept(']')) throw this.#broken();
    return array;
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    try {
      // Escapes are JSON's own business; the literal ends at the quote found above or is broken.
      const value: unknown = JSON.parse(this.#text.slice(start, end + 1));
      if (typeof value === 'string') {
        this.#at = end + 1;
        return value;
      }
    } catch {
      // Reported below, without the text.
    }
    throw this.#broken();
  }

  #number(): number {
    numberGrammar.lastIndex = this.#at;
    const found = numberGrammar.exec(this.#text);
    if (found === null) throw this.#broken();
    this.#at += found[0].length;
    return Number(found[0]);
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #broken(): PolicyGrammarError {
    return new PolicyGrammarError('', `must be JSON; it breaks at character ${this.#at}`);
  }
}

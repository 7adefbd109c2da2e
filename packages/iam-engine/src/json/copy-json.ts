import { below, PolicyGrammarError } from '../policy-grammar-error.ts';
import { depthRule, type JsonObject, type JsonValue, maxDepth } from './json-value.ts';

/**
 * A private copy of `value` in JSON's own types, so that nothing changes after it was checked. Ends in time bounded by
 * `maxCharacters`, counted without white space, even for cyclic, sparse or endless input.
 * @throws PolicyGrammarError when it is no JSON, too large or too deep
 */
export function copyJson(value: unknown, maxCharacters: number): JsonValue {
  return new Copier(maxCharacters).copy(value, '', 1);
}

class Copier {
  readonly #sizeRule: string;
  #left: number;

  constructor(maxCharacters: number) {
    this.#left = maxCharacters;
    this.#sizeRule = `may not be larger than ${maxCharacters} characters of JSON without white space`;
  }

  copy(value: unknown, path: string, depth: number): JsonValue {
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value === 'boolean' || value === null) return this.#charge(value, String(value).length);
    if (typeof value === 'number') return this.#number(value, path);
    if (depth > maxDepth) throw new PolicyGrammarError('', depthRule);
    if (Array.isArray(value)) return this.#array(value, path, depth);
    if (isPlainObject(value)) return this.#object(value, path, depth);
    throw new PolicyGrammarError(path, 'must be a value of JSON');
  }

  #array(value: readonly unknown[], path: string, depth: number): JsonValue {
    this.#charge(null, 2);
    const copy: JsonValue[] = [];
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) this.#charge(null, 1);
      copy.push(this.copy(value[index], below(path, index), depth + 1));
    }
    return copy;
  }

  #object(value: Readonly<Record<string, unknown>>, path: string, depth: number): JsonValue {
    this.#charge(null, 2);
    const copy: Record<string, JsonValue> = Object.create(null);
    for (const [index, name] of Object.keys(value).entries()) {
      this.#charge(null, index > 0 ? 2 : 1);
      copy[this.#text(name, path)] = this.copy(value[name], below(path, name), depth + 1);
    }
    return copy satisfies JsonObject;
  }

  #number(value: number, path: string): number {
    if (!Number.isFinite(value)) throw new PolicyGrammarError(path, 'must be a value of JSON');
    return this.#charge(value, String(value).length);
  }

  #text(value: string, path: string): string {
    if (value.length > this.#left) throw new PolicyGrammarError('', this.#sizeRule);
    if (!value.isWellFormed()) throw new PolicyGrammarError(path, 'must be well-formed Unicode');
    return this.#charge(value, JSON.stringify(value).length);
  }

  #charge<T>(value: T, characters: number): T {
    this.#left -= characters;
    if (this.#left < 0) throw new PolicyGrammarError('', this.#sizeRule);
    return value;
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { below, PolicyGrammarError } from '../policy-grammar-error.ts';

/** One value of a list, and where it stands. */
export interface Item {
  readonly value: JsonValue;
  readonly path: string;
}

/** @throws PolicyGrammarError */
export function requireObject(value: JsonValue, path: string): JsonObject {
  if (!isJsonObject(value)) throw new PolicyGrammarError(path, 'must be an object');
  return value;
}

/** @throws PolicyGrammarError when `object` has a member that is not in `known`; names are compared exactly. */
export function refuseUnknown(object: JsonObject, known: readonly string[], path: string): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) throw new PolicyGrammarError(below(path, name), `must be one of ${known.join(', ')}`);
  }
}

/** The members of an object that may not be empty. @throws PolicyGrammarError */
export function requireMembers(value: JsonValue, path: string): readonly (Item & { readonly name: string })[] {
  const object = requireObject(value, path);
  const members = Object.entries(object).map(([name, value]) => ({ name, value, path: below(path, name) }));
  if (members.length === 0) throw new PolicyGrammarError(path, 'may not be empty');
  return members;
}

/** A value or a list of values, which may not be empty. @throws PolicyGrammarError */
export function oneOrMore(value: JsonValue, path: string): readonly Item[] {
  if (!Array.isArray(value)) return [{ value, path }];
  if (value.length === 0) throw new PolicyGrammarError(path, 'may not be an empty list');
  return value.map((member: JsonValue, index) => ({ value: member, path: below(path, index) }));
}

/** @throws PolicyGrammarError */
export function requireString({ value, path }: Item): string {
  if (typeof value !== 'string') throw new PolicyGrammarError(path, 'must be a string');
  return value;
}

/**
 * The one of two elements that exclude each other (`Action` and `NotAction`), or `null` when there is neither.
 * @throws PolicyGrammarError when there are both
 */
export function eitherElement(
  statement: JsonObject,
  name: string,
  path: string,
): (Item & { readonly negated: boolean }) | null {
  const plain = statement[name];
  const negated = statement[`Not${name}`];
  if (plain !== undefined && negated !== undefined) {
    throw new PolicyGrammarError(path, `may not have both ${name} and Not${name}`);
  }
  if (plain !== undefined) return { value: plain, path: below(path, name), negated: false };
  return negated === undefined ? null : { value: negated, path: below(path, `Not${name}`), negated: true };
}

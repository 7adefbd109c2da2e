import { isObject, type JsonObject } from './json-value.ts';
import { EventPatternError } from './pattern-error.ts';
import { type FieldMatcher, fieldMatcher } from './value-matcher.ts';

/** What must all hold: the alternatives of each path. A pattern matches when one of its branches does. */
export type Branch = ReadonlyMap<string, readonly FieldMatcher[]>;

/** Names that under `$or` would look like match expressions (event-ruler's reserved field names). */
const reserved: ReadonlySet<string> = new Set([
  'exact',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
]);

/** More combinations of `$or` than these EventBridge does not take (?). */
const maxBranches = 1_000;

/** @throws EventPatternError for a pattern that EventBridge would refuse */
export function patternBranches(pattern: unknown): readonly Branch[] {
  if (!isObject(pattern)) throw new EventPatternError('Filter is not an object');
  return withMembers([new Map()], pattern, '', false);
}

function withMembers(branches: readonly Branch[], pattern: JsonObject, path: string, inOr: boolean): readonly Branch[] {
  const members = Object.entries(pattern);
  if (members.length === 0) throw new EventPatternError('Empty objects are not allowed');
  return members.reduce((so, [name, value]) => {
    if (name === '$or') return withAlternatives(so, value, path);
    if (inOr && reserved.has(name)) {
      throw new EventPatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const here = path === '' ? name : `${path}.${name}`;
    if (isObject(value)) return withMembers(so, value, here, inOr);
    if (!Array.isArray(value)) throw new EventPatternError(`"${name}" must be an object or an array`);
    if (value.length === 0) throw new EventPatternError('Empty arrays are not allowed');
    const alternatives = value.map(fieldMatcher);
    // A path named twice, which takes an `$or`, means what was said last: so event-ruler compiles it.
    return so.map((branch) => new Map([...branch, [here, alternatives]]));
  }, branches);
}

function withAlternatives(branches: readonly Branch[], alternatives: unknown, path: string): readonly Branch[] {
  if (!Array.isArray(alternatives)) throw new EventPatternError('It must be an Array followed with $or.');
  if (alternatives.length < 2) {
    throw new EventPatternError('There must have at least 2 Objects in $or relationship.');
  }
  const forked = alternatives.flatMap((alternative: unknown) => {
    if (!isObject(alternative)) {
      throw new EventPatternError('Only JSON object is allowed in array of $or relationship.');
    }
    return withMembers(branches, alternative, path, true);
  });
  if (forked.length > maxBranches) {
    throw new EventPatternError(`Rule is too complex - $or makes more than ${maxBranches} combinations`);
  }
  return forked;
}

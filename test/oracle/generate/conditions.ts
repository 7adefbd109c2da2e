import fc from 'fast-check';
import type { ConditionBlock, Values } from '../pair.ts';
import {
  type ContextKey,
  type Family,
  globalKeys,
  operators,
  policyValues,
  requestValues,
  serviceKeys,
} from './context-keys.ts';
import type { Scene } from './scene.ts';

/** The keys that requests of a scene may carry, the scene's own more than once so that they are picked more often. */
export function keysOf(scene: Scene): readonly ContextKey[] {
  const own = serviceKeys.filter(({ name }) => scene.keys.includes(name));
  return [...own, ...own, ...own, ...globalKeys];
}

/** One operator with one key: mostly an operator that fits the key, sometimes any. */
export function conditionOf(scene: Scene): fc.Arbitrary<ConditionBlock> {
  const key = fc.constantFrom(...keysOf(scene));
  return fc.oneof({ weight: 1, arbitrary: key.chain(nullOf) }, { weight: 8, arbitrary: key.chain(comparingOf) });
}

function nullOf(key: ContextKey): fc.Arbitrary<ConditionBlock> {
  return fc
    .tuple(spellingOf(key), fc.constantFrom<Values>('true', 'false', ['true', 'false']))
    .map(([name, value]) => ({
      Null: { [name]: value },
    }));
}

function comparingOf(key: ContextKey): fc.Arbitrary<ConditionBlock> {
  const families = Object.keys(operators) as readonly Family[];
  const family = rarely(fc.constantFrom(...families), fc.constant(key.family), 12);
  return family.chain((of) => {
    const prefix = key.several
      ? rarely(fc.constant(''), fc.constantFrom('ForAllValues:', 'ForAnyValue:'), 8)
      : rarely(fc.constantFrom('ForAllValues:', 'ForAnyValue:'), fc.constant(''), 8);
    const suffix = rarely(fc.constant('IfExists'), fc.constant(''), 5);
    const value = fc.constantFrom(...policyValues[of]);
    const values = fc.oneof<fc.Arbitrary<Values>[]>(value, value, fc.array(value, { minLength: 1, maxLength: 3 }));
    return fc
      .tuple(prefix, fc.constantFrom(...operators[of]), suffix, spellingOf(key), values)
      .map(([before, operator, after, name, asked]) => ({ [before + operator + after]: { [name]: asked } }));
  });
}

/** Names of keys are compared without regard to case. */
function spellingOf({ name }: ContextKey): fc.Arbitrary<string> {
  return fc.constantFrom(name, name, name, name.toLowerCase(), name.toUpperCase());
}

/** The context of a request: each key there or not, with one value or a set, as AWS would send it. */
export function contextOf(scene: Scene): fc.Arbitrary<Readonly<Record<string, Values>>> {
  const keys = new Map(keysOf(scene).map((key) => [key.name, key]));
  const arbitraries = [...keys.values()].map(({ name, family, several }) => {
    const value = fc.constantFrom(...requestValues[family]);
    return [name, several ? fc.array(value, { maxLength: 3 }) : value] as const;
  });
  return fc
    .record(Object.fromEntries<fc.Arbitrary<Values>>(arbitraries), { requiredKeys: [] })
    .map((context) => Object.fromEntries(Object.entries(context).map(([key, value]) => [key, value ?? ''])));
}

/** `often` but for one time in `every`. */
export function rarely<T>(seldom: fc.Arbitrary<T>, often: fc.Arbitrary<T>, every: number): fc.Arbitrary<T> {
  return fc.oneof({ weight: 1, arbitrary: seldom }, { weight: every - 1, arbitrary: often });
}

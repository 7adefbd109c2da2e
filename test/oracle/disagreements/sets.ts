import { contextValue, mapConditions, partsOf } from '../rewrite.ts';
import { type Disagreement, pages } from './disagreement.ts';
import { ownKey } from './own-key.ts';

const isEmptySet = (value: string | readonly string[] | undefined): boolean =>
  Array.isArray(value) && value.every((each) => each === '');

/** About keys with no value, and about set operators. */
export const setDisagreements: readonly Disagreement[] = [
  {
    name: 'an empty set is absent',
    why:
      'A key with an empty set, or a set of empty texts only, is to us an absent key. The oracle has it as present: for Null, and ' +
      'with one empty text as a value to compare.',
    right: 'ours',
    source: pages.severalValues,
    rewrite(pair) {
      const { context } = pair.request;
      const kept = Object.entries(context).filter(([, value]) => !isEmptySet(value));
      if (kept.length === Object.keys(context).length) return null;
      return { ...pair, request: { ...pair.request, context: Object.fromEntries(kept) } };
    },
  },
  {
    name: 'an empty text is an empty set to a set operator',
    why:
      '"ForAllValues also returns true if the key values resolve to a null data set, such as an empty string". The oracle compares ' +
      'the empty text. For Null and the plain operators it is a value to both.',
    right: 'ours',
    source: pages.severalValues,
    rewrite: (pair) =>
      mapConditions(pair, (entry) => {
        const { prefix, base } = partsOf(entry.operator);
        if (prefix === '' || contextValue(pair, entry.key) !== '') return entry;
        return { ...entry, operator: prefix + base, key: ownKey('Absent', entry) };
      }),
  },
  {
    name: 'IfExists holds for ForAnyValue too',
    why:
      '"You can add IfExists to the end of any condition operator name except Null": where the key is not there, the condition is ' +
      'met. The oracle looks at ForAnyValue alone, and says it is not.',
    right: 'ours',
    source: pages.operators,
    rewrite: (pair) =>
      mapConditions(pair, (entry) => {
        const { prefix, suffix } = partsOf(entry.operator);
        const value = contextValue(pair, entry.key);
        const absent = value === undefined || isEmptySet(value);
        return prefix === 'ForAnyValue:' && suffix === 'IfExists' && absent ? null : entry;
      }),
  },
];

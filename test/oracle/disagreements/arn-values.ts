import { listOf } from '../pair.ts';
import { contextValue, mapConditions, partsOf, withContext } from '../rewrite.ts';
import { meaningOf, replaceVariables, variablesOf } from '../variables.ts';
import { type Disagreement, pages } from './disagreement.ts';
import { neverMet, ownKey } from './own-key.ts';
import { noArn } from './variable-texts.ts';

const isArn = (text: string): boolean => /^arn:([^:]*:){4}./.test(text);

/** About the ARN operators. */
export const arnDisagreements: readonly Disagreement[] = [
  {
    name: 'a text that is no ARN differs from every ARN',
    why:
      'A value of a request with fewer than six segments, or that does not start with `arn`, is like no ARN, so the negated operators are met. ' +
      'The oracle finds it invalid and says neither; and it does not look at the first segment.',
    right: 'aws-unclear',
    source: pages.operators,
    rewrite(pair) {
      let changed = pair;
      const rewritten = mapConditions(pair, (entry) => {
        const { prefix, base, suffix } = partsOf(entry.operator);
        const value = contextValue(pair, entry.key);
        if (!base.startsWith('Arn') || typeof value !== 'string' || value === '' || isArn(value)) return entry;
        // Every pattern has `arn` and five colons, which such a text has not: as texts they differ too.
        const operator = `${prefix}${base.includes('Not') ? 'StringNotLike' : 'StringLike'}${suffix}`;
        const key = ownKey('Text', entry);
        changed = withContext(changed, { [key]: value });
        return { ...entry, operator, key };
      });
      return { ...rewritten, request: changed.request };
    },
  },
  {
    name: 'a text that is no ARN differs from every ARN, in a set',
    why: 'The same for sets of such texts, and for the empty text.',
    right: 'aws-unclear',
    source: pages.operators,
    rewrite: (pair) =>
      mapConditions(pair, (entry, document) => {
        const { prefix, base } = partsOf(entry.operator);
        const value = contextValue(pair, entry.key);
        if (!base.startsWith('Arn') || value === undefined || listOf<string>(value).some(isArn)) return entry;
        if (prefix === '' ? typeof value !== 'string' : listOf<string>(value).every((each) => each === ''))
          return entry;
        const known = entry.values.every((text) =>
          variablesOf(text, document).every((variable) => meaningOf(variable, pair) !== null),
        );
        return base.includes('Not') && known ? null : neverMet(entry);
      }),
  },
  {
    name: 'a variable stands for its value before the fifth colon of an ARN operator',
    why: 'Variables may stand anywhere in the value of an ARN operator. The oracle cuts the ARN at the colon of the variable itself.',
    right: 'ours',
    source: pages.variables,
    rewrite: (pair) =>
      mapConditions(pair, (entry, document) => {
        if (!/Arn/.test(entry.operator)) return entry;
        const values = entry.values.map((text) => {
          const early = variablesOf(text, document).filter(
            ({ written }) => text.slice(0, text.indexOf(written)).split(':').length < 6,
          );
          if (early.length === 0) return text;
          const meanings = early.map((variable) => meaningOf(variable, pair));
          if (meanings.includes(null)) return `${noArn}/\${aws:PrincipalTag/Absent}`;
          // A segment of a request's ARN has no colon, so a value with one is like none.
          if (meanings.some((meaning) => meaning?.includes(':'))) return noArn;
          return replaceVariables(text, document, (variable) =>
            early.some(({ written }) => written === variable.written)
              ? (meaningOf(variable, pair) ?? '').replaceAll(/[*?$]/g, (character) => `\${${character}}`)
              : undefined,
          );
        });
        return { ...entry, values };
      }),
  },
  {
    name: 'a variable without a value leaves a negated ARN operator unmet',
    why:
      'What must not match is not known then, wherever in the ARN the variable stands. The oracle is of that mind for the other negated ' +
      'operators, but here stops looking at the first segment that differs.',
    right: 'ours',
    source: pages.variables,
    rewrite: (pair) =>
      mapConditions(pair, (entry, document) => {
        const { prefix, base } = partsOf(entry.operator);
        const value = contextValue(pair, entry.key);
        if (!/^ArnNot/.test(base) || value === undefined || value.length === 0) return entry;
        if (prefix === '' && typeof value !== 'string') return entry;
        const unknown = entry.values.some((text) =>
          variablesOf(text, document).some((variable) => meaningOf(variable, pair) === null),
        );
        return unknown ? neverMet(entry) : entry;
      }),
  },
];

import type { RawDocument } from '../pair.ts';
import {
  contextValue,
  mapConditions,
  mapDocuments,
  mapResources,
  mapVariableTexts,
  partsOf,
  same,
  withContext,
} from '../rewrite.ts';
import { replaceVariables } from '../variables.ts';
import { type Disagreement, pages } from './disagreement.ts';

/** An ARN that no request names. */
export const noArn = 'arn:aws:none:none:none:none';
const dollar = '${aws:PrincipalTag/Dollar}';

/** About `${…}`: where it is a variable, and what it stands for. */
export const variableDisagreements: readonly Disagreement[] = [
  {
    name: 'no variables before version 2012-10-17',
    why: 'In a document of version 2008-10-17, or of none, `${…}` is text. The oracle fills it in.',
    right: 'ours',
    source: pages.version,
    rewrite(pair) {
      // A dollar sign from a tag, then the rest as it is: the same text, in the new version.
      const asText = (text: string): string => text.replaceAll('${', `${dollar}{`);
      const old = (document: RawDocument): boolean => document.Version !== '2012-10-17';
      const conditions = mapConditions(pair, (entry, document) => {
        if (!old(document) || !/String|Arn/.test(entry.operator)) return entry;
        // No ARN of a request has a `${`, so none is like such a pattern.
        const changed = /Arn/.test(entry.operator) ? (text: string) => (text.includes('${') ? noArn : text) : asText;
        return { ...entry, values: entry.values.map(changed) };
      });
      const resources = mapResources(conditions, (text, _, document) =>
        old(document) && text.includes('${') ? noArn : text,
      );
      const versions = mapDocuments(
        resources,
        () => (document) =>
          old(document) && JSON.stringify(document).includes(dollar)
            ? { ...document, Version: '2012-10-17' }
            : document,
      );
      return same(versions, pair) ? null : withContext(versions, { 'aws:PrincipalTag/Dollar': '$' });
    },
  },
  {
    name: 'an escape is its character in exact operators too',
    why: '`${*}`, `${?}` and `${$}` may stand wherever variables may, and are the character. To StringEquals and the like the oracle takes them as they are written.',
    right: 'ours',
    source: pages.variables,
    rewrite(pair) {
      const characters = { '*': 'Star', '?': 'Question', $: 'Dollar' } as const;
      const changed = mapConditions(pair, (entry, document) => {
        if (document.Version !== '2012-10-17' || !/^String(Not)?Equals/.test(partsOf(entry.operator).base))
          return entry;
        const values = entry.values.map((text) =>
          Object.entries(characters).reduce(
            (each, [character, name]) => each.replaceAll(`\${${character}}`, () => `\${aws:PrincipalTag/${name}}`),
            text,
          ),
        );
        return { ...entry, values };
      });
      const tags = Object.entries(characters).map(([character, name]) => [`aws:PrincipalTag/${name}`, character]);
      return same(changed, pair) ? null : withContext(changed, Object.fromEntries(tags));
    },
  },
  {
    name: 'an empty value is a value',
    why:
      'STS allows an empty session tag, and a default is for a key that is not in the request. The oracle takes an empty value for ' +
      'none: it fills in the default, or leaves the variable as it is written.',
    right: 'ours',
    source: pages.variables,
    rewrite: (pair) =>
      mapVariableTexts(pair, (text, document) =>
        replaceVariables(text, document, ({ key }) => (contextValue(pair, key) === '' ? '' : undefined)),
      ),
  },
  {
    name: 'a default may be empty, or have a comma',
    why: "`${key, ''}` and `${key, 'a, b'}` have a default like any other. The oracle sees none there.",
    right: 'ours',
    source: pages.variables,
    rewrite(pair) {
      const changed = mapVariableTexts(pair, (text, document) =>
        replaceVariables(text, document, ({ key, fallback }) => {
          if (contextValue(pair, key) !== undefined || fallback === undefined) return undefined;
          if (fallback === '') return '';
          return fallback === 'a, b' ? '${aws:PrincipalTag/Comma}' : undefined;
        }),
      );
      return same(changed, pair) ? null : withContext(changed, { 'aws:PrincipalTag/Comma': 'a, b' });
    },
  },
  {
    name: 'a set is no variable, and no default stands in for it',
    why:
      'Multivalued keys cannot be variables, and a default is for a key that is not in the request. The oracle fills in the default ' +
      'for a set; the documentation does not say what happens then, and nothing is what fails closed.',
    right: 'aws-unclear',
    source: pages.severalValues,
    rewrite: (pair) =>
      mapVariableTexts(pair, (text, document) =>
        replaceVariables(text, document, ({ key }) => {
          const value = contextValue(pair, key);
          const isSet = Array.isArray(value) && value.some((each) => each !== '');
          return isSet ? `\${${key}}` : undefined;
        }),
      ),
  },
];

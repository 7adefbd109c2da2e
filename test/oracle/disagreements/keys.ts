import { mapConditions, mapVariableTexts } from '../rewrite.ts';
import { replaceVariables } from '../variables.ts';
import { type Disagreement, pages } from './disagreement.ts';

const issuer = 'issuer.example:';
const renamed = (key: string): string =>
  key.toLowerCase().startsWith(issuer) ? `aws:PrincipalTag/Issuer.${key.slice(issuer.length)}` : key;

/** About the names of condition keys. */
export const keyDisagreements: readonly Disagreement[] = [
  {
    name: "a custom issuer's keys are keys",
    why: 'A request with a web identity carries `<issuer>:aud` and `<issuer>:sub` of its issuer. The oracle knows the issuers built into AWS only, and drops the others.',
    right: 'ours',
    source: pages.oidcKeys,
    rewrite(pair) {
      const conditions = mapConditions(pair, (entry) => ({ ...entry, key: renamed(entry.key) }));
      const texts = mapVariableTexts(conditions, (text, document) =>
        replaceVariables(text, document, ({ key, fallback }) =>
          renamed(key) === key ? undefined : `\${${renamed(key)}${fallback === undefined ? '' : `, '${fallback}'`}}`,
        ),
      );
      const context = Object.entries(pair.request.context).map(([key, value]) => [renamed(key), value] as const);
      return { ...texts, request: { ...pair.request, context: Object.fromEntries(context) } };
    },
  },
];

import { documentKind } from '../../review/rendered/document-kind.ts';
import { eachAllow } from '../each-statement.ts';
import type { LintRule } from '../finding.ts';

/** AWS asks these of no resource (Service Authorization Reference), so there is none to name. */
const withoutResource = ['dynamodb:ListStreams', 'sts:GetWebIdentityToken'];

export const noWildcardResource: LintRule = {
  id: 'no-wildcard-resource',
  what: 'An Allow names its resources, except in the policy of the resource itself, and of an action that has none.',
  why: 'On every resource, one slip in the actions or conditions reaches every table, key and parameter of the account.',
  check: (set) =>
    eachAllow(set, ({ Action = [], Resource = [], NotResource }, document) => {
      if (documentKind(document) === 'resource') return [];
      if (Action.length > 0 && Action.every((action) => withoutResource.includes(action))) return [];
      const wide = NotResource === undefined ? [Resource].flat().filter(isWide) : ['NotResource'];
      return wide.map((resource) => ({
        text: `allows on ${resource}.`,
        advice: 'Name the table, the path below which parameters lie, or the key.',
      }));
    }),
};

/** `*` alone, or a pattern for the service, or for everything of a service. */
function isWide(resource: string): boolean {
  const [, , service = '', , , ...rest] = resource.split(':');
  return !resource.startsWith('arn:') || /[*?]/.test(service) || /^[*?/]*$/.test(rest.join(':'));
}

export const noIndex: LintRule = {
  id: 'no-index',
  what: 'No Allow names an index of a table.',
  why: "A query of an index is checked by the index's own key, which need not hold the tenant (?).",
  check: (set) =>
    eachAllow(set, ({ Resource = [] }) =>
      [Resource]
        .flat()
        .map((resource) => ({ resource, named: resource.replaceAll(/\$\{[^}]*\}/g, 'x') }))
        .filter(({ named }) => /:table\/[^:]*(\/|\*)/.test(named) && !/:table\/[^/*?:]+\/stream\/[^/]*$/.test(named))
        .map(({ resource }) => ({ text: `allows on ${resource}.`, advice: 'Name the table alone, or its stream.' })),
    ),
};

export const noOpenPrincipal: LintRule = {
  id: 'no-open-principal',
  what: 'No Allow is for everyone.',
  why: 'A resource or trust policy that allows everyone also allows other accounts.',
  check: (set) =>
    eachAllow(set, ({ Principal }) => {
      const open = Principal === '*' || (Principal !== undefined && Object.values(Principal).flat().includes('*'));
      return open ? [{ text: 'allows everyone.', advice: 'Name the principals.' }] : [];
    }),
};

import type { Pair, PrincipalElement, RawStatement } from '../pair.ts';
import { listOf } from '../pair.ts';
import { asksWho, entriesOf, mapDocuments, mapStatements } from '../rewrite.ts';
import { type Disagreement, pages } from './disagreement.ts';

/** About who is named, and what that is worth. */
export const principalDisagreements: readonly Disagreement[] = [
  {
    name: 'a grant to the session itself is not limited by its session policy',
    why:
      'A resource policy of the same account that names the session, or everyone by a condition on aws:PrincipalArn, grants to the session directly: ' +
      'no implicit deny of an identity policy, boundary or session policy matters. The oracle knows this for the first two, not for session policies.',
    right: 'ours',
    source: pages.evaluation,
    only: 'allow',
    rewrite(pair) {
      const { principal } = pair.request;
      const { session, resource: policy } = pair.policies;
      if (principal.type !== 'AWS' || session === undefined || policy === undefined) return null;
      if (!isOwnAccount(pair)) return null;
      // A role's own ARN is never a session's: a grant to it is limited.
      const itself = principal.arn.includes(':role/') ? [] : [principal.arn];
      const named = (statement: RawStatement): boolean => {
        const { Principal } = statement;
        const own =
          Principal !== undefined &&
          Principal !== '*' &&
          listOf<string>(Principal['AWS'] ?? []).some((arn) => itself.includes(arn));
        return own || (isForEveryone(statement) && asksForPrincipalArn(statement));
      };
      if (!policy.Statement.some((statement) => statement.Effect === 'Allow' && named(statement))) return null;
      // The grant alone must be enough: nothing else may allow, and nothing else may limit.
      const onlyDenies = mapStatements(pair, (statement, layer) =>
        statement.Effect === 'Deny' || layer === 'scp' || (layer === 'resource' && named(statement)) ? statement : null,
      );
      return mapDocuments(onlyDenies, (layer) => (document) => ({
        ...document,
        Statement: [
          ...document.Statement,
          ...(layer === 'session' || layer === 'boundary'
            ? [{ Effect: 'Allow', Action: '*', Resource: '*' } as const]
            : []),
        ],
      }));
    },
  },
  {
    name: 'everyone is limited by a boundary, like a role',
    why:
      'A grant to everyone, without a condition on aws:PrincipalArn: the documentation says what limits a role and what does not limit a session, but not ' +
      'which of the two everyone is. We let the boundary limit it; the oracle does not (and lets a session policy limit it).',
    right: 'aws-unclear',
    source: pages.evaluation,
    rewrite(pair) {
      const { resource, identity, boundary } = pair.policies;
      if (resource === undefined || boundary === undefined || !isOwnAccount(pair)) return null;
      // Limited like a role means: worth what the same statement in an identity policy is worth.
      const moved = resource.Statement.filter(
        (statement) => statement.Effect === 'Allow' && isForEveryone(statement) && !asksForPrincipalArn(statement),
      );
      if (moved.length === 0) return null;
      const kept = mapStatements(pair, (statement) => (moved.includes(statement) ? null : statement));
      const own = { ...resource, Statement: moved.map(({ Principal: _, ...statement }) => statement) };
      return { ...kept, policies: { ...kept.policies, identity: [...(identity ?? []), own] } };
    },
  },
  {
    name: 'who brings a web identity is no principal of the account',
    why:
      'The caller of AssumeRoleWithWebIdentity is known by a token of the issuer, not by the account that registered it; an account in a Principal element ' +
      'stands for the users and roles of the account. The oracle reads the account out of the ARN of the registration.',
    right: 'ours',
    source: pages.principal,
    rewrite: (pair) =>
      pair.request.principal.type !== 'Federated'
        ? null
        : mapStatements(pair, (statement) => {
            const { Principal } = statement;
            if (Principal === undefined || Principal === '*' || Principal['AWS'] === undefined) return statement;
            const { AWS, ...others } = Principal;
            if (listOf<string>(AWS).includes('*')) return statement;
            return Object.keys(others).length === 0 ? null : { ...statement, Principal: others };
          }),
  },
  {
    name: 'NotPrincipal spares a session only with its role and its account',
    why:
      'The session, its role and the account must all be listed, else the principal is denied by what is not. The oracle spares who is listed ' +
      'in any one way.',
    right: 'ours',
    source: pages.notPrincipal,
    rewrite: (pair) =>
      mapStatements(pair, (statement) => {
        const { NotPrincipal, ...rest } = statement;
        if (NotPrincipal === undefined) return statement;
        return isSpared(NotPrincipal, pair) ? null : { ...rest, Principal: '*' };
      }),
  },
];

function isOwnAccount({ request: { principal, resource } }: Pair): boolean {
  return principal.type === 'AWS' && [principal.account, ''].includes(resource.split(':')[4] ?? '');
}

function isForEveryone({ Principal }: RawStatement): boolean {
  return Principal === '*' || (Principal !== undefined && listOf<string>(Principal['AWS'] ?? []).includes('*'));
}

function asksForPrincipalArn({ Condition = {} }: RawStatement): boolean {
  return entriesOf(Condition).some(asksWho);
}

/** The rule of the user guide a second time; who has a boundary is never spared. */
function isSpared(element: PrincipalElement, { request: { principal }, policies }: Pair): boolean {
  if (element === '*') return true;
  if (principal.type === 'Service') return listOf<string>(element['Service'] ?? []).includes(principal.service);
  if (principal.type !== 'AWS' || policies.boundary !== undefined) return false;
  const listed = listOf<string>(element['AWS'] ?? []);
  const account = [principal.account, `arn:aws:iam::${principal.account}:root`].some((each) => listed.includes(each));
  const role = principal.sessionOf === undefined || listed.includes(principal.sessionOf);
  return account && role && listed.includes(principal.arn);
}

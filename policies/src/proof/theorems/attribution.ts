import type { ServiceAction } from '../../actions/service-actions.ts';
import type { TrustedIssuer } from '../../deployment.ts';
import { oidcProviderArn, roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { callerRolesFor, sessionTagKeys } from '../../session-tags.ts';
import { sessionNameGrammar, tenantGrammar } from '../model/names.ts';
import type { TenantRole } from '../model/session.ts';
import type { Question } from '../question.ts';
import { and, equal, type Formula, isIn, no, not, or, startsWith, yes } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import type { Caller } from '../translate/caller.ts';
import { trusted } from '../translate/decision.ts';
import { absent, type KeyValue, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';

/** An attempt to open a session of a tenant role, with nothing about it fixed. */
interface Exchange {
  readonly tag: Text;
  readonly hasTag: Formula;
  readonly userRole: Text;
  readonly hasUserRole: Formula;
  readonly sessionName: Text;
  readonly sourceIdentity: Text;
  readonly hasSourceIdentity: Formula;
  readonly audience: Text;
  readonly hasAudience: Formula;
  /** Keys of tags beside the ones above. */
  readonly tagKeys: readonly Text[];
  readonly opened: Formula;
}

interface Way {
  readonly name: string;
  readonly caller: Caller;
  readonly issuer: TrustedIssuer | null;
}

type Claim = (exchange: Exchange, role: TenantRole, way: Way) => Formula;

/** The tag, the session name and the source identity of a session are one and the same. */
export const attribution: Theorem = {
  name: 'attribution',
  says: 'No session can be opened whose tag, session name and source identity are not all there and equal: by no token, no role, no service.',
  questions: (set, actions) =>
    asked(set, actions, ({ tag, hasTag, sessionName, sourceIdentity, hasSourceIdentity }) =>
      and(hasTag, equal(sessionName, tag), hasSourceIdentity, equal(sourceIdentity, tag)),
    ),
};

export const tagsOfASession: Theorem = {
  name: 'tags of a session',
  says: 'A session has no tags but TenantId and UserRole, and its UserRole is one that may open this role.',
  questions: (set, actions) =>
    asked(set, actions, ({ tagKeys, hasUserRole, userRole }, role) =>
      and(
        ...tagKeys.map((key) => oneOf(key, sessionTagKeys)),
        hasUserRole,
        oneOf(userRole, callerRolesFor[role === 'reader' ? 'read' : 'write']),
      ),
    ),
};

export const issuersOfASession: Theorem = {
  name: 'issuers of a session',
  says: "A token opens a session only if it is for one of its issuer's audiences and names a tenant that issuer may name.",
  questions: (set, actions) =>
    asked(set, actions, ({ tag, hasTag, audience, hasAudience }, _role, { issuer }) =>
      issuer === null ? yes : and(hasTag, mayName(issuer, tag), hasAudience, oneOf(audience, issuer.audiences)),
    ),
};

export const tokensOnly: Theorem = {
  name: 'tokens only',
  says: 'In web-identity mode nobody opens a session without a token: not the task role, not another role, not an administrator.',
  concerns: ({ deployment }) => !deployment.assumeRoleTrust,
  questions: (set, actions) => asked(set, actions, (_exchange, _role, { issuer }) => (issuer === null ? no : yes)),
};

function* asked(set: PolicySet, actions: readonly ServiceAction[], claim: Claim): Generator<Question> {
  // These two carry what the first one was allowed; they open nothing by themselves.
  const opening = actions.filter(
    ({ name, service }) => service === 'sts' && name !== 'sts:TagSession' && name !== 'sts:SetSourceIdentity',
  );
  for (const role of ['reader', 'writer'] as const) {
    for (const way of waysIn(set)) {
      for (const extraTags of [0, 1, 2]) {
        for (const { name } of opening) yield oneQuestion(set, role, way, name, extraTags, claim);
      }
    }
  }
}

function oneQuestion(
  set: PolicySet,
  role: TenantRole,
  way: Way,
  action: string,
  extraTags: number,
  claim: Claim,
): Question {
  const unknowns = new Unknowns();
  const { deployment, documents } = set;
  const tagKeys = Array.from({ length: extraTags }, (_, number) => unknowns.text(`tag key ${number + 1}`));
  // STS takes no empty tag key.
  for (const key of tagKeys) unknowns.assume(not(equal(key, constant(''))));
  const optional = (name: string): { readonly has: Formula; readonly value: Text; readonly key: KeyValue } => {
    const [has, value] = [unknowns.flag(`has ${name}`), unknowns.text(name)];
    return { has, value, key: { kind: 'one', present: has, value } };
  };
  const [tag, userRole, source, audience] = [
    optional('TenantId'),
    optional('UserRole'),
    optional('source identity'),
    optional('audience'),
  ];
  const sessionName = unknowns.word('session name', sessionNameGrammar);
  // STS takes two characters at least for these two (API reference of AssumeRole).
  unknowns.assume(or(not(source.has), isIn(source.value, sessionNameGrammar)));
  unknowns.prefer(isIn(tag.value, tenantGrammar));
  const resource = constant(roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole));
  const context = new SymbolicContext(unknowns, {
    'aws:RequestTag/TenantId': tag.key,
    'aws:RequestTag/UserRole': userRole.key,
    'sts:SourceIdentity': source.key,
    'sts:RoleSessionName': one(sessionName),
    'aws:TagKeys': tagKeys.length === 0 ? absent : setOf(...tagKeys),
    'sts:TransitiveTagKeys': absent,
    ...(way.caller.type === 'session' ? { 'aws:PrincipalArn': one(constant(way.caller.role)) } : {}),
    ...(way.issuer === null ? {} : { [`${way.issuer.provider}:aud`]: audience.key }),
  });
  const trust = documents[role === 'reader' ? 'tenant-reader-trust' : 'tenant-writer-trust'];
  const opened = trusted(trust, way.caller, { action, resource, context, unknowns });
  const exchange: Exchange = {
    tag: tag.value,
    hasTag: tag.has,
    userRole: userRole.value,
    hasUserRole: userRole.has,
    sessionName,
    sourceIdentity: source.value,
    hasSourceIdentity: source.has,
    audience: audience.value,
    hasAudience: audience.has,
    tagKeys,
    opened,
  };
  return {
    about: `${action} of tenant-${role} by ${way.name}, ${extraTags} tag keys`,
    unknowns,
    violation: and(opened, not(claim(exchange, role, way))),
    witness: {
      role,
      tenantTag: null,
      userRole: null,
      sessionPolicy: null,
      tenant: null,
      other: null,
      otherService: null,
      action,
      resource,
      decided: { by: { trust }, caller: way.caller, shouldBe: 'denied' },
      keys: () => context.entries(),
    },
  };
}

/** Everybody who could ask: each issuer, one that nobody registered, the roles, and those with no role at all. */
function waysIn({ deployment }: PolicySet): readonly Way[] {
  const session = (name: string, role: string): Way => ({
    name,
    issuer: null,
    caller: {
      type: 'session',
      role: roleArn(deployment, role),
      account: deployment.account,
      sessionName: constant('somebody'),
    },
  });
  return [
    ...deployment.issuers.map((issuer) => ({
      name: `a token of ${issuer.provider}`,
      issuer,
      caller: { type: 'federated', provider: oidcProviderArn(deployment, issuer.provider) } as const,
    })),
    {
      name: 'a token of an issuer that is not registered here',
      issuer: null,
      caller: { type: 'federated', provider: oidcProviderArn(deployment, 'unknown.example.com') },
    },
    session('the task role', deployment.taskRole),
    session('an administrator of the account', 'administrator'),
    session('a session of tenant-reader', deployment.readerRole),
    session('a session of tenant-writer', deployment.writerRole),
    { name: 'an AWS service', issuer: null, caller: { type: 'service', service: 'lambda.amazonaws.com' } },
    { name: 'nobody', issuer: null, caller: { type: 'anonymous' } },
  ];
}

function mayName({ tenants = ['*'] }: TrustedIssuer, tag: Text): Formula {
  return or(
    ...tenants.map((pattern) =>
      pattern.endsWith('*') ? startsWith(tag, constant(pattern.slice(0, -1))) : equal(tag, constant(pattern)),
    ),
  );
}

function oneOf(value: Text, allowed: readonly string[]): Formula {
  return or(...allowed.map((each) => equal(value, constant(each))));
}

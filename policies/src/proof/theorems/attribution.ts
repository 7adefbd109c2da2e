import type { ServiceAction } from '../../actions/service-actions.ts';
import type { TrustedIssuer } from '../../deployment.ts';
import { roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { sessionNameGrammar, tenantGrammar } from '../model/names.ts';
import type { TenantRole } from '../model/session.ts';
import { callerRolesFor, sessionTagKeys } from '../promised.ts';
import { nobodysSession, type Question } from '../question.ts';
import { and, equal, type Formula, isIn, not, or, startsWith, truth, yes } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import type { Theorem } from '../theorem.ts';
import { trusted } from '../translate/decision.ts';
import { absent, type KeyValue, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';
import { namesAgree, type SessionNames } from './names-agree.ts';
import { openingActions } from './opening-actions.ts';
import { type WayIn, waysIn } from './ways-in.ts';

/** An attempt to open a session of a tenant role, with nothing about it fixed. */
interface Exchange extends SessionNames {
  readonly userRole: Text;
  readonly hasUserRole: Formula;
  readonly audience: Text;
  readonly hasAudience: Formula;
  /** Keys of tags beside the ones above. */
  readonly tagKeys: readonly Text[];
  readonly opened: Formula;
}

type Claim = (exchange: Exchange, role: TenantRole, way: WayIn) => Formula;

/** The tag, the session name and the source identity of a session agree. */
export const attribution: Theorem = {
  name: 'attribution',
  says: 'No session can be opened whose tag, session name and source identity are not all there and equal or, by user, of which the two names are not one text that begins with the tag and an `@` and has none before: by no token, no role, no service.',
  questions: (set, actions) => asked(set, actions, (exchange) => namesAgree(set.deployment.attribution, exchange)),
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
  says: 'Nobody opens a session without a token of a registered issuer but, in assume-role mode, the task role: no other role, no administrator, no other account, no AWS service.',
  questions: (set, actions) => asked(set, actions, (_exchange, _role, { isMeant }) => truth(isMeant)),
};

function* asked(set: PolicySet, actions: readonly ServiceAction[], claim: Claim): Generator<Question> {
  const opening = openingActions(actions);
  for (const role of ['reader', 'writer'] as const) {
    const trust = set.documents[`tenant-${role}-trust`];
    const most = 1 + mostKeys([trust], 'aws:TagKeys');
    for (const way of waysIn(set.deployment, trust)) {
      for (let extraTags = 0; extraTags <= most; extraTags += 1) {
        for (const { name } of opening) yield oneQuestion(set, role, way, name, extraTags, claim);
      }
    }
  }
}

function oneQuestion(
  set: PolicySet,
  role: TenantRole,
  way: WayIn,
  action: string,
  extraTags: number,
  claim: Claim,
): Question {
  const unknowns = way.unknowns.copy();
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
    ...way.keys,
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
      ...nobodysSession,
      role,
      action,
      resource,
      decided: { by: { trust }, caller: way.caller, shouldBe: 'denied' },
      keys: () => context.entries(),
    },
  };
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

import type { ServiceAction } from '../../actions/service-actions.ts';
import { type PolicySet, serviceMarker } from '../../policy-set.ts';
import { type Ask, askEach, type Fences } from '../model/ask.ts';
import { allFences, boundaryFence, roleFence, sessionFence } from '../model/fences.ts';
import { type Difference, serviceGrammar, tagCharacter, tenantGrammar } from '../model/names.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import type { Question } from '../question.ts';
import { equal } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import { constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { one } from '../translate/symbolic-context.ts';
import { tagAndTenant, targetsOf, targetsOfEverybody, tenants } from './foreign-targets.ts';
import { mostKeys } from './most-keys.ts';
import { sessionOpens } from './session-opens.ts';

const roles = ['reader', 'writer'] as const;
const tagShapes = ['with UserRole', 'without UserRole'] as const;

/** No session of a tenant reaches what belongs to another one: by all that is deployed, and by each fence for itself. */
export const isolation: Theorem = {
  name: 'isolation',
  says: 'No session tagged t that the trust policies open, to whoever asks and with whatever further tags, is allowed any action on an item, parameter or key context of a tenant u ≠ t, alone or among several leading keys of one call, nor any that reaches all tenants at once: without leading key, on an index, stream or backup, on a path above the tenants, with a key but no context, or into another session.',
  questions: (set, actions) => isolated(set, actions, (role) => allFences(set, role), true),
};

export const isolationByRolePolicy: Theorem = {
  name: 'isolation by the role policy alone',
  says: 'The same when boundary, session policy, table policy and key policy are gone, and for any tag that STS accepts.',
  questions: (set, actions) => isolated(set, actions, (role) => roleFence(set, role), false),
};

export const isolationByBoundary: Theorem = {
  name: 'isolation by the boundary alone',
  says: 'The same when the role policy is "Allow *" and there is no other policy, and for any tag that STS accepts.',
  questions: (set, actions) => isolated(set, actions, () => boundaryFence(set), false),
};

export const isolationBySessionPolicy: Theorem = {
  name: 'isolation by the session policy alone',
  says: 'The same when the role policy is "Allow *": a session policy made for t opens nothing of u, whatever the tags of the session and whichever of the two roles it is of.',
  *questions(set, actions) {
    for (const role of roles) {
      for (const access of ['read', 'write'] as const) {
        for (const kind of ['service', 'shared'] as const) {
          for (const difference of [...tenants, null]) {
            yield* bySessionPolicy(set, actions, role, { access, kind }, difference);
          }
        }
      }
    }
  },
};

function* bySessionPolicy(
  set: PolicySet,
  actions: readonly ServiceAction[],
  role: TenantRole,
  { access, kind }: { readonly access: 'read' | 'write'; readonly kind: 'service' | 'shared' },
  difference: Difference | null,
): Generator<Question> {
  const document = set.documents[`session-${access}-${kind}`];
  const most = mostKeys([document]);
  const unknowns = new Unknowns();
  const pair = difference?.make(unknowns);
  const tenant = pair?.one ?? unknowns.word('t', tenantGrammar);
  const service = kind === 'service' ? unknowns.word('session service', serviceGrammar) : null;
  const tag = unknowns.word('tag', many(tagCharacter));
  unknowns.prefer(equal(tag, tenant));
  const ask: Ask = {
    fences: sessionFence(document),
    session: symbolicSession(set, role, tag, 'with UserRole or without', unknowns),
    unknowns,
    keys: {
      '<tenant>': one(tenant),
      '<service>': one(service ?? constant(serviceMarker)),
      'aws:PrincipalTag/TenantId': { kind: 'one', present: unknowns.flag('has tag'), value: tag },
    },
    tenant,
    targets:
      pair === undefined
        ? targetsOfEverybody(set.deployment, unknowns, most)
        : targetsOf(set.deployment, pair.other, unknowns, most),
    how: difference?.how ?? 'all tenants at once',
    other: pair?.other ?? null,
    sessionPolicy: { access, service },
  };
  yield* askEach(ask, actions);
}

function* isolated(
  set: PolicySet,
  actions: readonly ServiceAction[],
  fencesOf: (role: TenantRole) => Fences,
  mustOpen: boolean,
): Generator<Question> {
  const { deployment } = set;
  for (const role of roles) {
    const fences = fencesOf(role);
    const { identity = [], boundary = [] } = fences;
    const most = mostKeys([...identity, ...boundary, set.documents['tenant-table']]);
    for (const tags of tagShapes) {
      for (const difference of [...tagAndTenant, null]) {
        const unknowns = new Unknowns();
        const pair = difference?.make(unknowns);
        const tenant = pair?.one ?? unknowns.word('t', many(tagCharacter));
        const session = symbolicSession(set, role, tenant, tags, unknowns);
        if (mustOpen) unknowns.assume(sessionOpens(set, session, actions, unknowns));
        const targets =
          pair === undefined
            ? targetsOfEverybody(deployment, unknowns, most)
            : targetsOf(deployment, pair.other, unknowns, most);
        const how = difference?.how ?? 'all tenants at once';
        yield* askEach({ fences, session, unknowns, targets, how, other: pair?.other ?? null }, actions);
      }
    }
    for (const tags of tagShapes) {
      const unknowns = new Unknowns();
      const untagged = symbolicSession(set, role, null, tags, unknowns);
      if (mustOpen) unknowns.assume(sessionOpens(set, untagged, actions, unknowns));
      const other = unknowns.word('u', tenantGrammar);
      const targets = [
        ...targetsOf(deployment, other, unknowns, most),
        ...targetsOfEverybody(deployment, unknowns, most),
      ];
      yield* askEach({ fences, session: untagged, unknowns, targets, how: 'without a tenant tag', other }, actions);
    }
  }
}

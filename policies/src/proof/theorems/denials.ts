import type { ServiceAction } from '../../actions/service-actions.ts';
import { parameterKeyArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { everything, openToSessions } from '../model/ask.ts';
import { attempts, type Deed } from '../model/attempt.ts';
import { tagCharacter } from '../model/names.ts';
import type { SymbolicCaller } from '../model/principal.ts';
import { rolePolicyName, symbolicSession, type TenantRole } from '../model/session.ts';
import { readerActions, writerActions } from '../promised.ts';
import type { Question } from '../question.ts';
import { atMost, equal, lengthOf, not } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import type { Layers } from '../translate/decision.ts';
import { unlisted } from './boundary.ts';

/**
 * What the denials are for: everything else allows the call, so nothing but a Deny can stop it. Role policy and boundary are asked
 * one by one, for each repeats what the other denies.
 */
export const denials: Theorem = {
  name: 'nothing past the denials',
  says: 'Whatever else is attached to a tenant role, and even if a resource policy names the session: without a TenantId tag, with one shorter than two characters or with one that holds a slash, a session is allowed nothing; with any tag, no key but the parameter key, and no action that is not granted to its role. So by the role policy alone, and but for the last also by the boundary alone.',
  *questions(set, actions) {
    for (const [role, granted] of [
      ['reader', readerActions],
      ['writer', writerActions],
    ] as const) {
      const open = { identity: [everything], resource: [openToSessions] };
      const byRole = { ...open, identity: [set.documents[rolePolicyName(role)], everything] };
      const byBoundary = { ...open, boundary: [set.documents['tenant-boundary']] };
      for (const layers of [byRole, byBoundary]) yield* deniedToAll(set, role, actions, layers);
      // Of the boundary this is a part of another theorem.
      const others = actions.filter(({ name }) => !granted.some((one) => one === name));
      const who = session(set, role, 'any tag', (unknowns) => unknowns.word('t', many(tagCharacter)));
      yield* attempts(who, anything([...others, unlisted]), byRole, 'denied');
    }
  },
};

function* deniedToAll(
  set: PolicySet,
  role: TenantRole,
  actions: readonly ServiceAction[],
  layers: Layers,
): Generator<Question> {
  for (const who of withoutProperTag(set, role)) {
    yield* attempts(who, anything([...actions, unlisted]), layers, 'denied');
  }
  const who = session(set, role, 'any tag', (unknowns) => unknowns.word('t', many(tagCharacter)));
  const otherKeys: Deed = {
    what: 'another key',
    actions: actions.filter(({ service }) => service === 'kms'),
    of: (unknowns) => {
      const resource = unknowns.text('resource');
      unknowns.assume(not(equal(resource, constant(parameterKeyArn(set.deployment)))));
      return { resource, keys: {} };
    },
  };
  yield* attempts(who, otherKeys, layers, 'denied');
}

function anything(actions: readonly ServiceAction<string>[]): Deed {
  return { what: 'anything at all', actions, of: (unknowns) => ({ resource: unknowns.text('resource'), keys: {} }) };
}

function withoutProperTag(set: PolicySet, role: TenantRole): readonly SymbolicCaller[] {
  return [
    session(set, role, 'no tag', () => null),
    session(set, role, 'a tag that is too short', (unknowns) => {
      const tag = unknowns.text('t');
      unknowns.assume(atMost(lengthOf(tag), '1'));
      return tag;
    }),
    session(set, role, 'a tag with a slash', (unknowns) =>
      concat(unknowns.text('before the slash'), constant('/'), unknowns.text('after it')),
    ),
  ];
}

function session(
  set: PolicySet,
  role: TenantRole,
  how: string,
  tagOf: (unknowns: Unknowns) => Text | null,
): SymbolicCaller {
  const unknowns = new Unknowns();
  const { caller, keys } = symbolicSession(set, role, tagOf(unknowns), 'with UserRole or without', unknowns);
  return { what: `${role} with ${how}`, caller, keys, unknowns };
}

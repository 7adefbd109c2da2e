import type { ServiceAction } from '../../actions/service-actions.ts';
import { services } from '../../actions/service-actions.ts';
import { type PolicySet, serviceMarker } from '../../policy-set.ts';
import type { Fences } from '../model/ask.ts';
import { askEach } from '../model/ask.ts';
import { allFences, boundaryFence, roleFence, sessionFence } from '../model/fences.ts';
import { serviceGrammar, tagCharacter, tenantGrammar } from '../model/names.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import { anything } from '../model/target.ts';
import type { Question } from '../question.ts';
import { many } from '../smt/language.ts';
import { constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { one } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';

/** A reader reads: no action that AWS counts as writing, tagging or managing permissions, on anything at all. */
export const readOnly: Theorem = {
  name: 'read-only',
  says: 'No session of tenant-reader is allowed an action that changes anything, on any resource of DynamoDB, Systems Manager, KMS or STS.',
  questions: (set, actions) => nothingChanged(set, actions, 'reader', allFences(set, 'reader'), null),
};

export const readOnlyByEachFence: Theorem = {
  name: 'read-only by each fence alone',
  says: 'The same by the reader policy alone, by the boundary alone, and for a session with a read session policy alone, on either role.',
  *questions(set, actions) {
    yield* nothingChanged(set, actions, 'reader', roleFence(set, 'reader'), null);
    yield* nothingChanged(set, actions, 'reader', boundaryFence(set), null);
    for (const role of ['reader', 'writer'] as const) {
      for (const kind of ['service', 'shared'] as const) {
        yield* nothingChanged(set, actions, role, sessionFence(set.documents[`session-read-${kind}`]), kind);
      }
    }
  },
};

function* nothingChanged(
  set: PolicySet,
  actions: readonly ServiceAction[],
  role: TenantRole,
  fences: Fences,
  kind: 'service' | 'shared' | null,
): Generator<Question> {
  const unknowns = new Unknowns();
  const tag = unknowns.word('t', many(tagCharacter));
  const session = symbolicSession(set, role, tag, 'with UserRole or without', unknowns);
  const service = kind === 'shared' ? constant(serviceMarker) : unknowns.word('session service', serviceGrammar);
  const keys = {
    '<tenant>': one(unknowns.word('session tenant', tenantGrammar)),
    '<service>': one(service),
    'aws:PrincipalTag/TenantId': { kind: 'one', present: unknowns.flag('has a tag'), value: tag } as const,
  };
  const { identity = [], boundary = [], session: sessions = [] } = fences;
  const most = 1 + mostKeys([...identity, ...boundary, ...sessions, set.documents['tenant-table']]);
  for (const service of services) {
    const targets = anything(set.deployment, service, unknowns, most);
    const ask = { fences, session, unknowns, targets, keys, how: 'any tag', other: null };
    yield* askEach(ask, actions, ({ changes }) => changes);
  }
}

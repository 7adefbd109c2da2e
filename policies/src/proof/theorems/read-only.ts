import type { ServiceAction } from '../../actions/service-actions.ts';
import { services } from '../../actions/service-actions.ts';
import type { PolicySet } from '../../policy-set.ts';
import type { Fences } from '../model/ask.ts';
import { askEach } from '../model/ask.ts';
import { allFences, boundaryFence, roleFence, sessionFence } from '../model/fences.ts';
import { serviceGrammar, tagCharacter, tenantGrammar } from '../model/names.ts';
import { symbolicSession } from '../model/session.ts';
import { anything } from '../model/target.ts';
import type { Question } from '../question.ts';
import { many } from '../smt/language.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { one } from '../translate/symbolic-context.ts';

/** A reader reads: no action that AWS counts as writing, tagging or managing permissions, on anything at all. */
export const readOnly: Theorem = {
  name: 'read-only',
  says: 'No session of tenant-reader is allowed an action that changes anything, on any resource of the four services.',
  questions: (set, actions) => nothingChanged(set, actions, allFences(set, 'reader')),
};

export const readOnlyByEachFence: Theorem = {
  name: 'read-only by each fence alone',
  says: 'The same by the reader policy alone, by the boundary alone, and for a session with a read session policy alone, on either role.',
  *questions(set, actions) {
    yield* nothingChanged(set, actions, roleFence(set, 'reader'));
    yield* nothingChanged(set, actions, boundaryFence(set));
    for (const kind of ['service', 'shared'] as const) {
      yield* nothingChanged(set, actions, sessionFence(set.documents[`session-read-${kind}`]));
    }
  },
};

function* nothingChanged(set: PolicySet, actions: readonly ServiceAction[], fences: Fences): Generator<Question> {
  const unknowns = new Unknowns();
  const tag = unknowns.word('t', many(tagCharacter));
  const session = symbolicSession(set, 'reader', tag, 'with UserRole', unknowns);
  const keys = {
    '<tenant>': one(unknowns.word('session tenant', tenantGrammar)),
    '<service>': one(unknowns.word('session service', serviceGrammar)),
  };
  for (const service of services) {
    const targets = anything(set.deployment, service, unknowns);
    const ask = { fences, session, unknowns, targets, keys, how: 'any tag', other: null };
    yield* askEach(ask, actions, ({ changes }) => changes);
  }
}

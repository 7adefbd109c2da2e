import type { ServiceAction } from '../../actions/service-actions.ts';
import type { PolicySet } from '../../policy-set.ts';
import { askEach, type Fences } from '../model/ask.ts';
import { allFences, boundaryFence, roleFence } from '../model/fences.ts';
import { tenantGrammar } from '../model/names.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import { itemsOf } from '../model/target.ts';
import { sharedWriterRole } from '../promised.ts';
import type { Question } from '../question.ts';
import { equal, not } from '../smt/formula.ts';
import { concat, constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { mostKeys } from './most-keys.ts';

const roles = ['reader', 'writer'] as const;

/** Within a tenant: what all of its services share is changed by its admins, whatever the service that asks got wrong. */
export const sharedWrites: Theorem = {
  name: 'shared writes',
  says: "No session whose UserRole is missing or is not admin is allowed an action that changes anything on an item of its tenant's shared configuration, alone or among several leading keys.",
  questions: (set, actions) => changedByOthers(set, actions, (role) => allFences(set, role)),
};

export const sharedWritesByEachFence: Theorem = {
  name: 'shared writes by each fence alone',
  says: 'The same by the role policy alone, and by the boundary alone when the role policy is "Allow *".',
  *questions(set, actions) {
    yield* changedByOthers(set, actions, (role) => roleFence(set, role));
    yield* changedByOthers(set, actions, () => boundaryFence(set));
  },
};

function* changedByOthers(
  set: PolicySet,
  actions: readonly ServiceAction[],
  fencesOf: (role: TenantRole) => Fences,
): Generator<Question> {
  for (const role of roles) {
    const fences = fencesOf(role);
    const { identity = [], boundary = [] } = fences;
    const most = mostKeys([...identity, ...boundary, set.documents['tenant-table']]);
    for (const shape of ['with UserRole', 'without UserRole'] as const) {
      const unknowns = new Unknowns();
      const tenant = unknowns.word('t', tenantGrammar);
      const session = symbolicSession(set, role, tenant, shape, unknowns);
      if (session.userRole !== null) unknowns.assume(not(equal(session.userRole, constant(sharedWriterRole))));
      const partition = concat(constant('TENANT#'), tenant);
      const targets = itemsOf(set.deployment, 'an item of the shared configuration', partition, unknowns, most);
      const how = shape === 'with UserRole' ? `UserRole is not ${sharedWriterRole}` : shape;
      yield* askEach({ fences, session, unknowns, targets, how, other: tenant }, actions, ({ changes }) => changes);
    }
  }
}

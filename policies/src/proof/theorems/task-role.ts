import { actionClasses } from '../../actions/action-classes.ts';
import { services } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { roleArn } from '../../names.ts';
import { everything, openToAll } from '../model/ask.ts';
import { anything } from '../model/target.ts';
import { nobodysSession } from '../question.ts';
import { and, equal, type Formula, not, or, truth } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { allowed } from '../translate/decision.ts';
import { one, SymbolicContext } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';

/** The service's own role is of no use to whoever takes it over, beyond what its mode needs. */
export const taskRole: Theorem = {
  name: 'task role',
  says: 'The task role is allowed no action on any data, whatever else is attached to it, and of STS nothing, or, in assume-role mode, nothing but what is done to the two tenant roles.',
  *questions(set, actions) {
    const { deployment, documents } = set;
    const role = roleArn(deployment, deployment.taskRole);
    const policies = [documents['task-role'], everything];
    for (const service of services) {
      const unknowns = new Unknowns();
      const caller = {
        type: 'session',
        role,
        account: deployment.account,
        sessionName: unknowns.text('session'),
      } as const;
      for (const target of anything(deployment, service, unknowns, 1 + mostKeys(policies))) {
        for (const found of actionClasses(actions, policies)) {
          if (found.service !== service) continue;
          const asked = unknowns.copy();
          const [action = ''] = found.actions;
          const context = new SymbolicContext(asked, { 'aws:PrincipalArn': one(constant(role)), ...target.keys });
          const request = { action, resource: target.resource, context, unknowns: asked };
          const layers = { identity: policies, ...(service === 'sts' ? { resource: [openToAll] } : {}) };
          const isMeant = deployment.assumeRoleTrust ? isTenantRole(set.deployment, target.resource) : truth(false);
          yield {
            about: `task role: ${action} on ${target.what}`,
            unknowns: asked,
            violation: and(allowed(layers, caller, request), not(isMeant)),
            witness: {
              ...nobodysSession,
              action,
              resource: target.resource,
              decided: { by: layers, caller, shouldBe: 'denied' },
              keys: () => context.entries(),
            },
          };
        }
      }
    }
  },
};

/** What may be done to them is the business of their trust policies. */
function isTenantRole(deployment: Deployment, resource: Text): Formula {
  const roles = [deployment.readerRole, deployment.writerRole];
  return or(...roles.map((role) => equal(resource, constant(roleArn(deployment, role)))));
}

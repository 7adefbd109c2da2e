import { actionClasses } from '../../actions/action-classes.ts';
import { iamActions, type ServiceAction, services } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { revocationsArn, roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { everything, openToAll } from '../model/ask.ts';
import { attempts, type Deed } from '../model/attempt.ts';
import { namedPrincipal } from '../model/principal.ts';
import { anything } from '../model/target.ts';
import { nobodysSession, type Question } from '../question.ts';
import { and, equal, type Formula, not, or, truth } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { allowed } from '../translate/decision.ts';
import { one, SymbolicContext } from '../translate/symbolic-context.ts';
import { unlisted } from './boundary.ts';
import { mostKeys } from './most-keys.ts';

/** The service's own role is of no use to whoever takes it over, beyond what its mode needs. */
export const taskRole: Theorem = {
  name: 'task role',
  says: 'Whatever else is attached to the task role, it is allowed no action of DynamoDB, Systems Manager and KMS, on anything, and of STS nothing, or, in assume-role mode, nothing but what is done to the two tenant roles. Its own policy allows nothing else of any service but to read the list of revoked tenants.',
  *questions(set, actions) {
    yield* byItself(set, actions);
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

/** With nothing else attached, so that what is left out is not allowed. */
function* byItself({ deployment, documents }: PolicySet, actions: readonly ServiceAction[]): Generator<Question> {
  const who = namedPrincipal(deployment, `role/${deployment.taskRole}`);
  const reads = ['iam:GetPolicy', 'iam:GetPolicyVersion'];
  const roles = deployment.assumeRoleTrust ? ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] : [];
  const deedOf = (
    what: string,
    names: readonly ServiceAction<string>[],
    isMeant: (resource: Text) => Formula,
  ): Deed => ({
    what,
    actions: names,
    of: (unknowns) => {
      const resource = unknowns.text('resource');
      unknowns.assume(not(isMeant(resource)));
      return { resource, keys: {} };
    },
  });
  const all: readonly ServiceAction<string>[] = [...actions, ...iamActions, unlisted];
  const named = (names: readonly string[]) => all.filter(({ name }) => names.includes(name));
  const others = all.filter(({ name }) => ![...reads, ...roles].includes(name));
  const layers = { identity: [documents['task-role']] };
  const isList = (resource: Text): Formula => equal(resource, constant(revocationsArn(deployment)));
  yield* attempts(
    who,
    deedOf('anything at all', others, () => truth(false)),
    layers,
    'denied',
  );
  yield* attempts(who, deedOf('any other policy', named(reads), isList), layers, 'denied');
  const isRole = (resource: Text): Formula => isTenantRole(deployment, resource);
  yield* attempts(who, deedOf('any other role', named(roles), isRole), layers, 'denied');
}

/** What may be done to them is the business of their trust policies. */
function isTenantRole(deployment: Deployment, resource: Text): Formula {
  const roles = [deployment.readerRole, deployment.writerRole];
  return or(...roles.map((role) => equal(resource, constant(roleArn(deployment, role)))));
}

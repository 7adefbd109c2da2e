import type { ServiceAction } from '../actions/service-actions.ts';
import { roleArn } from '../names.ts';
import type { PolicySet } from '../policy-set.ts';
import { nobodysSession } from '../proof/question.ts';
import { constant } from '../proof/smt/text.ts';
import { Unknowns } from '../proof/smt/unknowns.ts';
import { SymbolicContext } from '../proof/translate/symbolic-context.ts';
import type { ComparedRequest, Side } from './compared-request.ts';
import { statementsDiffer } from './differing-statements.ts';
import { type ServiceRole, serviceRoles } from './service-roles.ts';
import { setsAskedOf } from './sets-asked-of.ts';
import { everybody, namesOf, type Somebody } from './somebody.ts';

/** Every attempt to act as the service's own task, or as the notifier, about which the two sets' trust policies could say different things. */
export function* serviceRoleOpenings(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  for (const role of serviceRoles(now.deployment)) {
    const trusts = [base, now].map(({ documents }) => documents[role.trust]);
    const differing = actions.filter(
      ({ name, service }) =>
        service === 'sts' && statementsDiffer({ trust: trusts.slice(0, 1) }, { trust: trusts.slice(1) }, name),
    );
    if (differing.length === 0) continue;
    const callers = everybody(now, trusts);
    for (const way of callers)
      for (const { name } of differing) yield opens(base, now, role, way, name, namesOf(callers));
  }
}

function opens(
  base: PolicySet,
  now: PolicySet,
  { role, trust, name }: ServiceRole,
  way: Somebody,
  action: string,
  outOf: readonly string[],
): ComparedRequest {
  const unknowns = new Unknowns();
  const { deployment } = now;
  const resource = constant(roleArn(deployment, role));
  const { caller, keys } = way.as(unknowns);
  const trusts = [base, now].map(({ documents }) => documents[trust]);
  const context = new SymbolicContext(unknowns, { ...setsAskedOf(trusts, action, keys, unknowns), ...keys });
  const side = ({ documents }: PolicySet): Side => ({
    checks: [{ by: { trust: documents[trust] }, caller, request: { action, resource, context, unknowns } }],
    openings: null,
  });
  return {
    subject: {
      who: [way.name],
      limits: '',
      outOf,
      does: 'open',
      actions: [action],
      what: [`a session of ${name}`],
    },
    unknowns,
    base: side(base),
    now: side(now),
    parts: [],
    splits: [],
    witness: { ...nobodysSession, action, resource, keys: () => context.entries() },
  };
}

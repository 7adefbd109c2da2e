import { type Service, type ServiceAction, services } from '../actions/service-actions.ts';
import { roleArn } from '../names.ts';
import type { PolicySet } from '../policy-set.ts';
import { openToAccount } from '../proof/model/ask.ts';
import { anything } from '../proof/model/target.ts';
import { constant } from '../proof/smt/text.ts';
import type { Unknowns } from '../proof/smt/unknowns.ts';
import { one } from '../proof/translate/symbolic-context.ts';
import { callsAt, type OtherTarget, type Place } from './calls-at.ts';
import type { ComparedRequest } from './compared-request.ts';
import { elsewhere } from './elsewhere.ts';
import { namedPlaces } from './named-places.ts';
import { type ServiceRole, serviceRoles } from './service-roles.ts';
import { individual } from './somebody.ts';

/** What task role and notifier may do by their own policies. */
export function* serviceRoleCalls(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  for (const role of serviceRoles(now.deployment)) yield* callsOf(role, base, now, actions);
}

function* callsOf(
  { role, name, policy }: ServiceRole,
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  const { deployment } = now;
  const who = individual(roleArn(deployment, role), deployment, name);
  const at = (names: readonly string[], targets: Place['targets']): Place => ({
    limits: 'by its own policy',
    actions: names,
    targets,
    layers: ({ documents }) => [{ identity: [documents[policy]], resource: [openToAccount(deployment)] }],
  });
  const policies = [base, now].map((set) => set.documents[policy]);
  const places = namedPlaces(deployment, policies).filter(({ account }) => ['', deployment.account].includes(account));
  for (const [service, own] of Map.groupBy(actions, (action) => action.service)) {
    const known = services.find((each) => each === service);
    const targets = (unknowns: Unknowns): readonly OtherTarget[] =>
      known === undefined
        ? elsewhere(deployment, service, places, 0, unknowns)
        : lasting(known, anything(deployment, known, unknowns));
    const names = own.map((action) => action.name);
    yield* callsAt(base, now, at(names, targets), who, [who.name]);
  }
}

/** A token may be asked for a short time or a long one: of a number that is not said, the solver can show no example. */
function lasting(service: Service, targets: readonly OtherTarget[]): readonly OtherTarget[] {
  if (service !== 'sts') return targets;
  return ['300', '3600'].flatMap((seconds) =>
    targets.map((target) => ({
      ...target,
      keys: { ...target.keys, 'sts:DurationSeconds': one(constant(seconds)) },
    })),
  );
}

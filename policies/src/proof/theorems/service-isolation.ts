import { parameterArn } from '../../names.ts';
import { type PolicySet, serviceMarker } from '../../policy-set.ts';
import { askEach, type Fences } from '../model/ask.ts';
import { allFences } from '../model/fences.ts';
import { differences, nameCharacter, serviceGrammar, tenantGrammar } from '../model/names.ts';
import { rolePolicyName, symbolicSession, type TenantRole } from '../model/session.ts';
import { itemsOf, keyFor, parametersOf, type Target } from '../model/target.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { one } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';

const services = differences(['s', 'r'], [nameCharacter, nameCharacter], serviceGrammar, serviceGrammar);

/** A session policy keeps a session inside its service, or inside the shared configuration. */
export const serviceIsolation: Theorem = {
  name: 'service isolation',
  says: 'A session scoped to service s is allowed nothing of a service r ≠ s of its tenant nor of the shared configuration, and one scoped to the shared configuration nothing of any service.',
  *questions(set, actions) {
    for (const { access, role } of sessions) {
      for (const difference of services) {
        const { unknowns, tenant, ask } = beginning(set, role);
        const { one: own, other } = difference.make(unknowns);
        const scope = { access, service: own };
        const targets = targetsOfService(set, tenant, other, unknowns, mostOf(set, role, scope));
        yield* askEach(ask(scope, targets, difference.how, other), actions);
      }
      const { unknowns, tenant, ask } = beginning(set, role);
      const service = unknowns.word('s', serviceGrammar);
      const [ofService, ofShared] = [
        { access, service },
        { access, service: null },
      ];
      const own = partition(tenant, null);
      const most = mostOf(set, role, ofService);
      const shared = itemsOf(set.deployment, 'the shared configuration', own, unknowns, most);
      const listings = parametersAbove(set, tenant);
      yield* askEach(ask(ofService, [...shared, ...listings], 'of service s', null), actions);
      const all = targetsOfService(set, tenant, service, unknowns, mostOf(set, role, ofShared));
      yield* askEach(ask(ofShared, [...all, ...listings], 'of the shared configuration', service), actions);
    }
  },
};

/** Whoever may open the writer role may pass a session policy for reading. */
const sessions = [
  { access: 'read', role: 'reader' },
  { access: 'read', role: 'writer' },
  { access: 'write', role: 'writer' },
] as const;

function beginning(set: PolicySet, role: TenantRole) {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const session = symbolicSession(set, role, tenant, 'with UserRole or without', unknowns);
  return {
    unknowns,
    tenant,
    ask(scope: Scope, targets: readonly Target[], how: string, otherService: Text | null) {
      const keys = { '<tenant>': one(tenant), '<service>': one(scope.service ?? constant(serviceMarker)) };
      const fences = scoped(set, role, scope);
      return { fences, session, unknowns, targets, keys, how, other: tenant, otherService, sessionPolicy: scope };
    },
  };
}

interface Scope {
  readonly access: 'read' | 'write';
  readonly service: Text | null;
}

function scoped(set: PolicySet, role: TenantRole, { access, service }: Scope): Fences {
  const session = set.documents[`session-${access}-${service === null ? 'shared' : 'service'}`];
  return { ...allFences(set, role), session: [session] };
}

function targetsOfService(
  set: PolicySet,
  tenant: Text,
  service: Text,
  unknowns: Unknowns,
  most: number,
): readonly Target[] {
  const { deployment } = set;
  const path = concat(constant(`/${deployment.parameterRoot}/`), tenant, constant('/'), service);
  return [
    ...itemsOf(deployment, 'an item of the other service', partition(tenant, service), unknowns, most),
    ...parametersOf(deployment, 'of the other service', path, unknowns),
    ...keyFor(deployment, 'of the other service', path, unknowns),
  ];
}

/** The tenant's own path, whose listing has the parameters of all of its services. */
function parametersAbove({ deployment }: PolicySet, tenant: Text): readonly Target[] {
  const path = concat(constant(parameterArn(deployment, `/${deployment.parameterRoot}/`)), tenant);
  const of = (what: string, resource: Text): Target => ({ what, service: 'ssm', resource, keys: {} });
  return [of("the tenant's path", path), of("the tenant's path, with a slash", concat(path, constant('/')))];
}

function partition(tenant: Text, service: Text | null): Text {
  const own = concat(constant('TENANT#'), tenant);
  return service === null ? own : concat(own, constant('|SERVICE#'), service);
}

/** What is in force for one session at most: its role's policy, the boundary, the table's and its own. */
function mostOf({ documents }: PolicySet, role: TenantRole, { access, service }: Scope): number {
  const own = documents[`session-${access}-${service === null ? 'shared' : 'service'}`];
  return mostKeys([documents[rolePolicyName(role)], documents['tenant-boundary'], documents['tenant-table'], own]);
}

import type { PolicySet } from '../../policy-set.ts';
import { askEach, type Fences } from '../model/ask.ts';
import { allFences } from '../model/fences.ts';
import { differences, nameCharacter, serviceGrammar, tenantGrammar } from '../model/names.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import { itemsOf, keyFor, parametersOf, type Target } from '../model/target.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { one } from '../translate/symbolic-context.ts';
import { mostKeys } from './most-keys.ts';

const services = differences(['s', 'r'], [nameCharacter, nameCharacter], serviceGrammar);

/** A session policy keeps a session inside its service, or inside the shared configuration. */
export const serviceIsolation: Theorem = {
  name: 'service isolation',
  says: 'A session scoped to service s is allowed nothing of a service r ≠ s of its tenant nor of the shared configuration, and one scoped to the shared configuration nothing of any service.',
  *questions(set, actions) {
    for (const access of ['read', 'write'] as const) {
      const role = access === 'read' ? 'reader' : 'writer';
      for (const difference of services) {
        const { unknowns, tenant, ask } = beginning(set, role);
        const { one: own, other } = difference.make(unknowns);
        const targets = targetsOfService(set, tenant, other, unknowns);
        yield* askEach(ask({ access, service: own }, targets, difference.how, other), actions);
      }
      const { unknowns, tenant, ask } = beginning(set, role);
      const service = unknowns.word('s', serviceGrammar);
      const shared = itemsOf(
        set.deployment,
        'the shared configuration',
        partition(tenant, null),
        unknowns,
        mostOf(set),
      );
      yield* askEach(ask({ access, service }, shared, 'of service s', null), actions);
      const all = targetsOfService(set, tenant, service, unknowns);
      yield* askEach(ask({ access, service: null }, all, 'of the shared configuration', service), actions);
    }
  },
};

function beginning(set: PolicySet, role: TenantRole) {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const session = symbolicSession(set, role, tenant, 'with UserRole', unknowns);
  return {
    unknowns,
    tenant,
    ask(scope: Scope, targets: readonly Target[], how: string, otherService: Text | null) {
      const keys = { '<tenant>': one(tenant), '<service>': one(scope.service ?? constant('')) };
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

function targetsOfService(set: PolicySet, tenant: Text, service: Text, unknowns: Unknowns): readonly Target[] {
  const { deployment } = set;
  const path = concat(constant(`/${deployment.parameterRoot}/`), tenant, constant('/'), service);
  return [
    ...itemsOf(deployment, 'an item of the other service', partition(tenant, service), unknowns, mostOf(set)),
    ...parametersOf(deployment, 'of the other service', path, unknowns),
    ...keyFor(deployment, 'of the other service', path, unknowns),
  ];
}

function partition(tenant: Text, service: Text | null): Text {
  const own = concat(constant('TENANT#'), tenant);
  return service === null ? own : concat(own, constant('|SERVICE#'), service);
}

function mostOf({ documents }: PolicySet): number {
  const {
    'tenant-reader': reader,
    'tenant-writer': writer,
    'tenant-boundary': boundary,
    'tenant-table': table,
  } = documents;
  const sessions = [documents['session-read-service'], documents['session-write-service']];
  return mostKeys([reader, writer, boundary, table, ...sessions]);
}

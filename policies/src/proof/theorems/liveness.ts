import type { Service } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { parameterArn, parameterKeyArn, tableArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { parameterStoreEndpoint } from '../../service-endpoints.ts';
import { everything } from '../model/ask.ts';
import { allFences } from '../model/fences.ts';
import { nameCharacter, serviceGrammar, tenantGrammar } from '../model/names.ts';
import { symbolicSession, type TenantRole } from '../model/session.ts';
import {
  callerRolesFor,
  itemReads,
  itemWrites,
  keyReads,
  keyWrites,
  parameterLists,
  parameterReads,
  parameterWrites,
} from '../promised.ts';
import type { Question } from '../question.ts';
import { not } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { allowed } from '../translate/decision.ts';
import { type KeyValue, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';

/** What the service asks AWS for is allowed, for every tenant, service and name: denying everything would prove nothing. */
export const liveness: Theorem = {
  name: 'liveness',
  says: 'Every action a tenant needs on what is its own is allowed, for every tenant, service and name, through all fences at once, the policies of the organisation included.',
  *questions(set) {
    for (const access of ['read', 'write'] as const) {
      const role = access === 'read' ? 'reader' : 'writer';
      for (const userRole of callerRolesFor[access]) {
        for (const need of needsOf(set.deployment, access, userRole)) {
          for (const action of need.actions) yield* mustBeAllowed(set, role, access, userRole, action, need);
        }
      }
    }
  },
};

interface Names {
  readonly tenant: Text;
  readonly service: Text;
  readonly name: Text;
}

/** Actions on one kind of thing, in a session for one service or for the shared configuration. */
interface Need {
  readonly actions: readonly string[];
  readonly service: Service;
  readonly scope: 'service' | 'shared';
  readonly what: string;
  of(names: Names): { readonly resource: Text; readonly keys: Readonly<Record<string, KeyValue>> };
}

function needsOf(deployment: Deployment, access: 'read' | 'write', userRole: string): readonly Need[] {
  const writes = access === 'write';
  const items = (scope: Need['scope'], actions: readonly string[]): Need => ({
    actions,
    scope,
    service: 'dynamodb',
    what: scope === 'service' ? "an item of the session's service" : 'an item of the shared configuration',
    of: ({ tenant, service }) => {
      const shared = concat(constant('TENANT#'), tenant);
      const key = scope === 'shared' ? shared : concat(shared, constant('|SERVICE#'), service);
      return { resource: constant(tableArn(deployment)), keys: { 'dynamodb:LeadingKeys': setOf(key) } };
    },
  });
  const path = ({ tenant, service }: Names): Text =>
    concat(constant(parameterArn(deployment, `/${deployment.parameterRoot}/`)), tenant, constant('/'), service);
  const parameter = (names: Names): Text => concat(path(names), constant('/'), names.name);
  const parameters = { service: 'ssm', scope: 'service', what: "a parameter of the session's service" } as const;
  return [
    items('service', writes ? [...itemReads, ...itemWrites] : itemReads),
    // Only an admin writes shared configuration.
    items('shared', writes && userRole === 'admin' ? [...itemReads, ...itemWrites] : itemReads),
    {
      ...parameters,
      actions: writes ? [...parameterReads, ...parameterWrites] : parameterReads,
      of: (names) => ({ resource: parameter(names), keys: {} }),
    },
    { ...parameters, actions: parameterLists, what: 'a listing', of: (names) => ({ resource: path(names), keys: {} }) },
    {
      actions: writes ? [...keyReads, ...keyWrites] : keyReads,
      service: 'kms',
      scope: 'service',
      what: 'the parameter key, through Parameter Store',
      of: (names) => ({
        resource: constant(parameterKeyArn(deployment)),
        keys: {
          'kms:EncryptionContext:PARAMETER_ARN': one(parameter(names)),
          'kms:ViaService': one(constant(parameterStoreEndpoint(deployment))),
        },
      }),
    },
  ];
}

function* mustBeAllowed(
  set: PolicySet,
  role: TenantRole,
  access: 'read' | 'write',
  userRole: string,
  action: string,
  need: Need,
): Generator<Question> {
  const unknowns = new Unknowns();
  const tenant = unknowns.word('t', tenantGrammar);
  const service = unknowns.word('s', serviceGrammar);
  const { resource, keys } = need.of({ tenant, service, name: unknowns.word('name', many(nameCharacter)) });
  const session = symbolicSession(set, role, tenant, 'without UserRole', unknowns);
  const context = new SymbolicContext(unknowns, {
    ...session.keys,
    'aws:PrincipalTag/UserRole': one(constant(userRole)),
    '<tenant>': one(tenant),
    '<service>': one(service),
    ...keys,
  });
  const { resourceOf, ...fences } = allFences(set, role);
  const request = { action, resource, context, unknowns };
  const own = resourceOf({ what: need.what, service: need.service, resource, keys });
  const document = set.documents[`session-${access}-${need.scope}`];
  const organisation = {
    scp: [everything, set.documents['organization-scp']],
    rcp: [set.documents['organization-rcp']],
  };
  const layers = { ...fences, ...organisation, session: [document], ...(own === undefined ? {} : { resource: own }) };
  const scope = { access, service: need.scope === 'service' ? service : null };
  // A key opens only through its own policy, whatever the caller's policies say.
  for (const by of need.service === 'kms' ? [layers, { resource: own ?? [] }] : [layers]) {
    yield {
      about: `${role} (${userRole}): ${action} on ${need.what}`,
      unknowns,
      violation: not(allowed(by, session.caller, request)),
      witness: {
        role,
        tenantTag: tenant,
        userRole: constant(userRole),
        sessionPolicy: scope,
        tenant,
        other: null,
        otherService: null,
        action,
        resource,
        decided: { by, caller: session.caller, shouldBe: 'allowed' },
        keys: () => context.entries(),
      },
    };
  }
}

import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicySet } from '../policy-set.ts';
import { sessionNameGrammar, tenantGrammar } from '../proof/model/names.ts';
import type { TenantRole } from '../proof/model/session.ts';
import { and, equal, isIn, not, or } from '../proof/smt/formula.ts';
import { constant, type Text } from '../proof/smt/text.ts';
import { Unknowns } from '../proof/smt/unknowns.ts';
import { absent, type KeyValue, one, set as setOf } from '../proof/translate/symbolic-context.ts';
import { callerRolesFor } from '../session-tags.ts';
import type { ComparedRequest, Split } from './compared-request.ts';
import { statementsDiffer } from './differing-statements.ts';
import { exchange } from './exchange.ts';
import { membersNeeded } from './members-needed.ts';
import { everybody, type Somebody } from './somebody.ts';
import { patternSplit, valuesAskedOf } from './value-split.ts';

/** Which tags are asked for. */
interface Shape {
  readonly tenant: boolean;
  readonly userRole: boolean;
  readonly extra: boolean;
  readonly what: string;
}

const shapes: readonly Shape[] = [
  { tenant: true, userRole: true, extra: false, what: '' },
  { tenant: true, userRole: false, extra: false, what: ' without a UserRole tag' },
  { tenant: false, userRole: true, extra: false, what: ' without a TenantId tag' },
  { tenant: false, userRole: false, extra: false, what: ' without tags' },
  { tenant: true, userRole: true, extra: true, what: ' with further tags' },
  { tenant: true, userRole: false, extra: true, what: ' without a UserRole tag and with further tags' },
  { tenant: false, userRole: true, extra: true, what: ' without a TenantId tag and with further tags' },
  { tenant: false, userRole: false, extra: true, what: ' with other tags only' },
];

const carrying = ['sts:TagSession', 'sts:SetSourceIdentity'];

/** Every attempt to open a tenant's session about which the two sets' trust policies could say different things. */
export function* sessionOpenings(
  base: PolicySet,
  now: PolicySet,
  actions: readonly ServiceAction[],
): Generator<ComparedRequest> {
  const opening = actions.filter(({ name, service }) => service === 'sts' && !carrying.includes(name));
  for (const role of ['reader', 'writer'] as const) {
    const documents = ({ documents: all }: PolicySet) => ({
      trust: [all[`tenant-${role}-trust`]],
      task: [all['task-role']],
    });
    const differ = (action: string): boolean => statementsDiffer(documents(base), documents(now), action);
    const differing = opening.filter(({ name }) => differ(name) || carrying.some(differ));
    if (differing.length === 0) continue;
    const trusts = [documents(base).trust, documents(now).trust] as const;
    const names = [...differing.map(({ name }) => name), ...carrying];
    const extras = membersNeeded(trusts, names, 'aws:TagKeys');
    for (const way of everybody(now, trusts.flat())) {
      for (const shape of shapes) {
        for (const { name } of differing) {
          for (const named of ['tenant', 'otherwise'] as const) {
            yield opens(base, now, role, way, name, shape, shape.extra ? extras : 0, named);
          }
        }
      }
    }
  }
}

/** `named` says whether session name and source identity are the tenant asked for, which is what attribution rests on. */
function opens(
  base: PolicySet,
  now: PolicySet,
  role: TenantRole,
  way: Somebody,
  action: string,
  shape: Shape,
  extras: number,
  named: 'tenant' | 'otherwise',
): ComparedRequest {
  const unknowns = new Unknowns();
  const [tenant, userRole, source, audience] = ['tenant', 'UserRole', 'source identity', 'audience'].map((name) =>
    unknowns.text(name),
  ) as [Text, Text, Text, Text];
  const hasSource = unknowns.flag('has source identity');
  const sessionName = unknowns.word('session name', sessionNameGrammar);
  // STS takes two characters at least for these two (API reference of AssumeRole).
  unknowns.assume(or(not(hasSource), isIn(source, sessionNameGrammar)));
  const agree = and(hasSource, equal(sessionName, tenant), equal(source, tenant));
  unknowns.assume(named === 'tenant' ? agree : not(agree));
  unknowns.prefer(isIn(tenant, tenantGrammar));
  const further = Array.from({ length: extras }, () => unknowns.text('tag key'));
  for (const key of further)
    unknowns.assume(...['', 'TenantId', 'UserRole'].map((known) => not(equal(key, constant(known)))));
  const keys = [
    ...(shape.tenant ? [constant('TenantId')] : []),
    ...(shape.userRole ? [constant('UserRole')] : []),
    ...further,
  ];
  const optional = (has: boolean, value: Text): KeyValue => (has ? one(value) : absent);
  const attempt = exchange(
    now,
    role,
    way,
    action,
    {
      tenant: optional(shape.tenant, tenant),
      userRole: optional(shape.userRole, userRole),
      tagKeys: keys.length === 0 ? absent : setOf(...keys),
      // STS takes only keys of the tags themselves.
      transitive: { kind: 'set', present: unknowns.flag('has transitive tag keys'), members: keys },
      sessionName,
      source: { kind: 'one', present: hasSource, value: source },
      ...(way.provider === null ? {} : { audience: one(audience) }),
    },
    unknowns,
  );
  const trusts = [base, now].map(({ documents }) => documents[`tenant-${role}-trust`]);
  const asked = (key: string): readonly string[] => valuesAskedOf(trusts, key);
  const audiences = way.provider === null ? [] : asked(`${way.provider}:aud`);
  const name = named === 'tenant' ? '' : ', its session name or source identity not being its tenant';
  const splits: readonly Split[] = [
    ...(shape.tenant ? [patternSplit('tenant', tenant, asked('aws:RequestTag/TenantId'), [])] : []),
    ...(shape.userRole
      ? [patternSplit('user role', userRole, callerRolesFor.read, callerRolesFor[role === 'reader' ? 'read' : 'write'])]
      : []),
    ...(way.provider === null ? [] : [patternSplit('audience', audience, audiences, audiences)]),
  ];
  return {
    subject: {
      who: [way.name],
      limits: '',
      does: 'open',
      actions: [action],
      what: [`a ${role} session${shape.what}${name}`],
    },
    unknowns,
    base: { checks: attempt.checks(base), openings: null },
    now: { checks: attempt.checks(now), openings: null },
    parts: [],
    splits,
    witness: {
      role: null,
      tenantTag: null,
      userRole: null,
      sessionPolicy: null,
      tenant: shape.tenant ? tenant : null,
      other: null,
      otherService: null,
      action,
      resource: attempt.resource,
      keys: () => attempt.context.entries(),
    },
  };
}

import type { Deployment } from '../../deployment.ts';
import { isEveryTenant } from '../../deployment-grammar.ts';
import { oidcProviderArn, roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import { nameCharacter, sessionNameCharacter, tenantGrammar } from '../model/names.ts';
import { namedPrincipal, type SymbolicCaller } from '../model/principal.ts';
import { callerRolesFor } from '../promised.ts';
import { nobodysSession, type Question } from '../question.ts';
import { isIn, not } from '../smt/formula.ts';
import { many } from '../smt/language.ts';
import { concat, constant } from '../smt/text.ts';
import { Unknowns } from '../smt/unknowns.ts';
import type { Theorem } from '../theorem.ts';
import { allowed, trusted } from '../translate/decision.ts';
import { absent, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';

/** Somebody whom the deployment means to open sessions of every tenant that `tenants` matches. */
interface Opener {
  readonly who: SymbolicCaller;
  readonly action: string;
  /** A tenant, or a prefix and a star. */
  readonly tenants: string;
}

export const sessionsOpen: Theorem = {
  name: 'sessions open',
  says: 'A good token of a registered issuer opens a session of every tenant it may name, with tag, session name and source identity. In assume-role mode so does the task role, by the trust policy and by its own.',
  *questions(set) {
    for (const access of ['read', 'write'] as const) {
      for (const userRole of callerRolesFor[access]) {
        for (const opener of openersOf(set.deployment)) yield* mustOpen(set, access, userRole, opener);
      }
    }
  },
};

function openersOf(deployment: Deployment): readonly Opener[] {
  const tokens = deployment.issuers.flatMap(({ provider, audiences, tenants }) => {
    const patterns = tenants === undefined || isEveryTenant(tenants) ? ['*'] : tenants;
    return patterns.flatMap((pattern) => audiences.map((audience) => tokenOf(deployment, provider, audience, pattern)));
  });
  if (!deployment.assumeRoleTrust) return tokens;
  const task = namedPrincipal(deployment, `role/${deployment.taskRole}`);
  // A caller that carries the tag is refused, and the task role has none.
  const who = { ...task, keys: { ...task.keys, 'aws:PrincipalTag/TenantId': absent } };
  return [...tokens, { who, action: 'sts:AssumeRole', tenants: '*' }];
}

function tokenOf(deployment: Deployment, provider: string, audience: string, tenants: string): Opener {
  const who: SymbolicCaller = {
    what: `a token of ${provider}`,
    caller: { type: 'federated', provider: oidcProviderArn(deployment, provider) },
    keys: { [`${provider}:aud`]: one(constant(audience)) },
    unknowns: new Unknowns(),
  };
  return { who, action: 'sts:AssumeRoleWithWebIdentity', tenants };
}

function* mustOpen(
  { deployment, documents }: PolicySet,
  access: 'read' | 'write',
  userRole: string,
  { who, action: opening, tenants }: Opener,
): Generator<Question> {
  const role = access === 'read' ? 'reader' : 'writer';
  const trust = documents[`tenant-${role}-trust`];
  const resource = constant(roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole));
  for (const action of [opening, 'sts:TagSession', 'sts:SetSourceIdentity']) {
    const unknowns = who.unknowns.copy();
    const tenant = tenants.endsWith('*')
      ? concat(constant(tenants.slice(0, -1)), unknowns.word('rest of t', many(nameCharacter)))
      : constant(tenants);
    unknowns.assume(isIn(tenant, tenantGrammar));
    const name =
      deployment.attribution === 'tenant'
        ? tenant
        : concat(tenant, constant('@'), unknowns.word('user', many(sessionNameCharacter)));
    const context = new SymbolicContext(unknowns, {
      'aws:RequestTag/TenantId': one(tenant),
      'aws:RequestTag/UserRole': one(constant(userRole)),
      'aws:TagKeys': setOf(constant('TenantId'), constant('UserRole')),
      'sts:TransitiveTagKeys': absent,
      'sts:RoleSessionName': one(name),
      'sts:SourceIdentity': one(name),
      ...who.keys,
    });
    const request = { action, resource, context, unknowns };
    const own = { identity: [documents['task-role']] };
    const ways = [
      { by: { trust }, opened: trusted(trust, who.caller, request) },
      // The holder of a token has no policy of its own.
      ...(who.caller.type === 'federated' ? [] : [{ by: own, opened: allowed(own, who.caller, request) }]),
    ];
    for (const { by, opened } of ways) {
      yield {
        about: `${action} of tenant-${role} (${userRole}) by ${who.what}`,
        unknowns,
        violation: not(opened),
        witness: {
          ...nobodysSession,
          role,
          tenantTag: tenant,
          tenant,
          userRole: constant(userRole),
          action,
          resource,
          decided: { by, caller: who.caller, shouldBe: 'allowed' },
          keys: () => context.entries(),
        },
      };
    }
  }
}

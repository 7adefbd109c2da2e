import { roleArn } from '../../names.ts';
import type { DocumentName, PolicySet } from '../../policy-set.ts';
import { callerRolesFor } from '../promised.ts';
import { equal, isIn, or, yes } from '../smt/formula.ts';
import { constant, type Text } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Caller } from '../translate/caller.ts';
import { absent, type KeyValue, one } from '../translate/symbolic-context.ts';
import { tenantGrammar } from './names.ts';

export type TenantRole = 'reader' | 'writer';

/** A tenant's session, in symbols. */
export interface SymbolicSession {
  readonly role: TenantRole;
  readonly caller: Extract<Caller, { type: 'session' }>;
  /** `null` for a session without the tag. */
  readonly tenant: Text | null;
  readonly userRole: Text | null;
  /** The condition keys that say who the caller is. */
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/** Whether a session has the tag, or it is the solver's choice. */
export type Shape = 'with UserRole' | 'without UserRole' | 'with UserRole or without';

/** A session of a tenant role with the tag `tenant`. Session name and caller role are the solver's choice. */
export function symbolicSession(
  { deployment }: PolicySet,
  role: TenantRole,
  tenant: Text | null,
  shape: Shape,
  unknowns: Unknowns,
): SymbolicSession {
  const arn = roleArn(deployment, role === 'reader' ? deployment.readerRole : deployment.writerRole);
  const userRole = shape === 'without UserRole' ? null : unknowns.text('UserRole');
  const tagged = shape === 'with UserRole or without' ? unknowns.flag('has UserRole') : yes;
  const sessionName = unknowns.text('session name');
  if (tenant !== null) unknowns.prefer(isIn(tenant, tenantGrammar), equal(sessionName, tenant));
  if (userRole !== null) {
    const fit = callerRolesFor[role === 'reader' ? 'read' : 'write'].map((name) => equal(userRole, constant(name)));
    unknowns.prefer(or(...fit));
  }
  return {
    role,
    caller: { type: 'session', role: arn, account: deployment.account, sessionName },
    tenant,
    userRole,
    keys: {
      'aws:PrincipalArn': one(constant(arn)),
      'aws:PrincipalAccount': one(constant(deployment.account)),
      'aws:PrincipalTag/TenantId': tenant === null ? absent : one(tenant),
      'aws:PrincipalTag/UserRole': userRole === null ? absent : { kind: 'one', present: tagged, value: userRole },
    },
  };
}

/** The document that says what a role may do. */
export function rolePolicyName(role: TenantRole): DocumentName {
  return role === 'reader' ? 'tenant-reader' : 'tenant-writer';
}

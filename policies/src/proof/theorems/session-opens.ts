import { oidcProviderArn, roleArn } from '../../names.ts';
import type { PolicySet } from '../../policy-set.ts';
import type { SymbolicSession } from '../model/session.ts';
import { type Formula, or } from '../smt/formula.ts';
import { constant } from '../smt/text.ts';
import type { Unknowns } from '../smt/unknowns.ts';
import type { Caller } from '../translate/caller.ts';
import { trusted } from '../translate/decision.ts';
import { absent, one, SymbolicContext, set as setOf } from '../translate/symbolic-context.ts';

/**
 * When the trust policy opens such a session: by a token of some issuer or, in that mode, by the task role. Session name
 * source identity and what is transitive are left to the solver; the tags asked for are the session's own.
 */
export function sessionOpens(set: PolicySet, session: SymbolicSession, unknowns: Unknowns): Formula {
  const { deployment, documents } = set;
  const trust = documents[session.role === 'reader' ? 'tenant-reader-trust' : 'tenant-writer-trust'];
  const tagKeys = [session.tenant === null ? [] : ['TenantId'], session.userRole === null ? [] : ['UserRole']].flat();
  const asked = {
    'aws:RequestTag/TenantId': session.tenant === null ? absent : one(session.tenant),
    'aws:RequestTag/UserRole': session.userRole === null ? absent : one(session.userRole),
    'sts:RoleSessionName': one(session.caller.sessionName),
    'aws:TagKeys': setOf(...tagKeys.map(constant)),
  };
  const exchange = (caller: Caller, action: string): Formula =>
    trusted(trust, caller, {
      action,
      resource: constant(session.caller.role),
      context: new SymbolicContext(unknowns, asked),
      unknowns,
    });
  const byToken = deployment.issuers.map(({ provider }) =>
    exchange({ type: 'federated', provider: oidcProviderArn(deployment, provider) }, 'sts:AssumeRoleWithWebIdentity'),
  );
  if (!deployment.assumeRoleTrust) return or(...byToken);
  const task = {
    type: 'session',
    role: roleArn(deployment, deployment.taskRole),
    account: deployment.account,
    sessionName: unknowns.text('task session'),
  } as const;
  return or(...byToken, exchange(task, 'sts:AssumeRole'));
}

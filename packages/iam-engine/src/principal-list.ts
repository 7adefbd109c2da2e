import type { Principal } from './request.ts';

/**
 * How far a listed principal names the caller (IAM user guide, policy evaluation logic, single account):
 * `session` or user ARN — the grant stands alone; `role` ARN or everyone — boundary and session policies still limit it;
 * `account` — only delegates to the account's own identity policies.
 */
export type Naming = 'none' | 'account' | 'role' | 'session';

/** The principals of one statement. */
export interface PrincipalList {
  /** Given as `*`: every caller, anonymous ones and AWS services too. */
  readonly everyone: boolean;
  /** 12 digits each, whether written so or as the account's root ARN. */
  readonly accounts: ReadonlySet<string>;
  /** Of roles, users and sessions, compared exactly. */
  readonly arns: ReadonlySet<string>;
  readonly federated: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** The most specific way in which the list names `principal`. */
export function namingOf(list: PrincipalList, principal: Principal): Naming {
  if (principal.type === 'Federated' && list.federated.has(principal.provider)) return 'session';
  if (principal.type === 'Service' && list.services.has(principal.service)) return 'session';
  if (principal.type === 'AWS') {
    // A role's own ARN is never a session's: whoever passes it as the caller is still limited.
    if (list.arns.has(principal.arn)) return isRoleArn(principal.arn) ? 'role' : 'session';
    if (principal.sessionOf !== undefined && list.arns.has(principal.sessionOf)) return 'role';
  }
  if (list.everyone) return 'role';
  return principal.type === 'AWS' && list.accounts.has(principal.account) ? 'account' : 'none';
}

/**
 * Whether a NotPrincipal list spares `principal`. A session also acts as its role and its account, and each of them must be
 * listed (IAM user guide, NotPrincipal: list the session, its role and its account). Users and roles that have a permissions
 * boundary are never spared, whatever is listed (IAM user guide, permissions boundaries).
 */
export function isSpared(list: PrincipalList, principal: Principal, bounded: boolean): boolean {
  if (principal.type === 'Federated') return list.federated.has(principal.provider);
  if (principal.type === 'Service') return list.services.has(principal.service);
  if (principal.type === 'Anonymous' || bounded || !list.accounts.has(principal.account)) return false;
  const role = principal.sessionOf;
  return isRoot(principal.arn) || (list.arns.has(principal.arn) && (role === undefined || list.arns.has(role)));
}

function isRoleArn(arn: string): boolean {
  return arn.split(':')[5]?.startsWith('role/') === true;
}

function isRoot(arn: string): boolean {
  return arn.split(':')[5] === 'root';
}

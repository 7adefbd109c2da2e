import type { PolicyStatement } from '../../policy-document.ts';
import { and, endsWith, equal, type Formula, no, not, or, startsWith, truth } from '../smt/formula.ts';
import { concat, constant, type Text } from '../smt/text.ts';
import { asList } from './statement.ts';

/** Who asks. A role session's name is the solver's choice. */
export type Caller =
  | { readonly type: 'session'; readonly role: string; readonly account: string; readonly sessionName: Text }
  | { readonly type: 'user'; readonly arn: string; readonly account: string }
  /**
   * Anybody of an account: a user, the root user, or a session of a role. `arn` is what `aws:PrincipalArn` holds, for a
   * session the ARN of its role; its partition is known.
   */
  | {
      readonly type: 'principal';
      readonly arn: Text;
      readonly account: Text;
      readonly sessionName: Text;
    }
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'anonymous' };

type Principal = Extract<Caller, { type: 'session' | 'user' | 'principal' }>;

/** How far a Principal element names the caller (IAM user guide, policy evaluation logic, single account). */
export interface Naming {
  /** The very session, user, provider or service: enough by itself. */
  readonly session: Formula;
  /** Its role, or everyone. */
  readonly role: Formula;
  /** Its account, which only delegates. */
  readonly account: Formula;
}

/** When a Principal or NotPrincipal element covers the caller. `bounded` says whether the caller has a permissions boundary. */
export function principalCovers(statement: PolicyStatement, caller: Caller, bounded: boolean): Formula {
  if ('NotPrincipal' in statement) {
    return not(isSpared(listOf(statement.NotPrincipal as PolicyStatement['Principal']), caller, bounded));
  }
  const { session, role, account } = namingOf(statement, caller);
  return or(session, role, account);
}

export function namingOf({ Principal, Condition }: PolicyStatement, caller: Caller): Naming {
  const list = listOf(Principal);
  const everyone = truth(list('AWS').includes('*'));
  if (caller.type === 'anonymous') return { session: no, role: everyone, account: no };
  if (caller.type === 'federated') {
    return { session: truth(list('Federated').includes(caller.provider)), role: everyone, account: no };
  }
  if (caller.type === 'service')
    return { session: truth(list('Service').includes(caller.service)), role: everyone, account: no };
  // "Permissions boundaries and session policies do not limit permissions granted using the aws:PrincipalArn condition key with a
  // wildcard(*) in the Principal element" (IAM user guide, policy evaluation logic). It names no operator, so any counts.
  if (everyone !== no && asksForPrincipalArn(Condition ?? {})) return { session: everyone, role: no, account: no };
  const { own, role } = listedAs(list('AWS'), caller);
  return { session: own, role: or(everyone, role), account: listsAccount(list('AWS'), caller) };
}

/**
 * When the caller is one whom no control policy binds (Organizations user guide: service-linked roles). Their ARNs have a
 * path that AWS keeps for them.
 */
export function isServiceLinked(caller: Caller): Formula {
  const path = ':role/aws-service-role/';
  if (caller.type === 'principal') return hasPath(caller, path);
  if (caller.type === 'session') return truth(caller.role.includes(path));
  return truth(caller.type === 'user' && caller.arn.includes(path));
}

/** Users, roles and root users; AWS services, holders of tokens and anonymous callers are none. */
export function isPrincipal(caller: Caller): caller is Principal {
  return caller.type === 'session' || caller.type === 'user' || caller.type === 'principal';
}

/** The caller's account as a text. */
export function accountOf({ account }: Principal): Text {
  return typeof account === 'string' ? constant(account) : account;
}

/**
 * A session also acts as its role and its account, and each of them must be listed; a user's account must be as well (IAM
 * user guide, NotPrincipal). Who has a boundary is never spared (IAM user guide, permissions boundaries).
 */
function isSpared(list: (type: string) => readonly string[], caller: Caller, bounded: boolean): Formula {
  if (caller.type === 'federated') return truth(list('Federated').includes(caller.provider));
  if (caller.type === 'service') return truth(list('Service').includes(caller.service));
  if (caller.type === 'anonymous' || bounded) return no;
  const { own, role } = listedAs(list('AWS'), caller);
  const inAccount = listsAccount(list('AWS'), caller);
  if (caller.type === 'session') return and(inAccount, own, role);
  if (caller.type === 'user') return and(inAccount, or(own, truth(isRoot(caller.arn))));
  const root = endsWith(caller.arn, constant(':root'));
  return and(inAccount, or(root, and(isRole(caller), own, role), and(not(isRole(caller)), own)));
}

/** Whether a list of ARNs has the caller's own and, of a session, its role's. A root user's ARN stands for the account. */
function listedAs(listed: readonly string[], caller: Principal): { readonly own: Formula; readonly role: Formula } {
  const arns = listed.filter((arn) => !isRoot(arn));
  if (caller.type === 'user') return { own: truth(arns.includes(caller.arn)), role: no };
  if (caller.type === 'session') {
    const own = or(...arns.map((arn) => equal(constant(arn), sessionArn(caller))));
    return { own, role: truth(arns.includes(caller.role)) };
  }
  const named = or(...arns.map((arn) => equal(caller.arn, constant(arn))));
  const asSession = or(...arns.map((arn) => isSessionOf(arn, caller)));
  const role = isRole(caller);
  return { own: or(and(not(role), named), and(role, asSession)), role: and(role, named) };
}

function isRole(caller: Extract<Caller, { type: 'principal' }>): Formula {
  return hasPath(caller, ':role/');
}

function hasPath({ arn, account }: Extract<Caller, { type: 'principal' }>, path: string): Formula {
  const [start] = arn;
  const [, partition = ''] = start !== undefined && 'constant' in start ? start.constant.split(':') : [];
  return startsWith(arn, concat(constant(`arn:${partition}:iam::`), account, constant(path)));
}

/** `arn` names a session: of the caller's role, whatever its path, and with the caller's session name. */
function isSessionOf(arn: string, caller: Extract<Caller, { type: 'principal' }>): Formula {
  const [, account, role, name] = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || role === undefined || name === undefined) return no;
  return and(
    equal(caller.account, constant(account)),
    endsWith(caller.arn, constant(`/${role}`)),
    equal(caller.sessionName, constant(name)),
  );
}

function listsAccount(arns: readonly string[], caller: Principal): Formula {
  const account = accountOf(caller);
  const listed = arns.map((arn) => /^arn:[^:]+:iam::(\d+):root$/.exec(arn)?.[1] ?? arn);
  return or(...listed.filter((text) => /^\d+$/.test(text)).map((text) => equal(account, constant(text))));
}

function listOf(principal: PolicyStatement['Principal']): (type: string) => readonly string[] {
  const listed = principal === '*' ? { AWS: '*' } : (principal ?? {});
  return (type) => asList(listed[type] ?? []);
}

function asksForPrincipalArn(condition: NonNullable<PolicyStatement['Condition']>): boolean {
  return Object.values(condition)
    .flatMap((keys) => Object.keys(keys))
    .some((key) => key.toLowerCase() === 'aws:principalarn');
}

function isRoot(arn: string): boolean {
  return arn.split(':')[5] === 'root';
}

function sessionArn({ role, account, sessionName }: Extract<Caller, { type: 'session' }>): Text {
  const [, partition = '', , , , resource = ''] = role.split(':');
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  return concat(constant(`arn:${partition}:sts::${account}:assumed-role/${name}/`), sessionName);
}

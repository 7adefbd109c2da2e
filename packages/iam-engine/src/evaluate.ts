import type { Decision, Miss, StatementRef } from './decision.ts';
import type { Policy, PolicyKind } from './policy.ts';
import { PolicyLayerError } from './policy-layer-error.ts';
import type { Naming } from './principal-list.ts';
import { type Question, toQuestion } from './question.ts';
import type { AuthorizationRequest, Principal } from './request.ts';
import { applies, missOf, namingBy, type Statement } from './statement.ts';

/** The policies in force, by layer. A layer that is absent does not restrict; one without policies denies everything. */
export interface PolicyLayers {
  readonly identity?: readonly Policy[];
  readonly boundary?: readonly Policy[];
  readonly session?: readonly Policy[];
  /** Policies on the resource, a role's trust policy included. */
  readonly resource?: readonly Policy[];
  /**
   * Service control policies of the caller's account, `FullAWSAccess` among them if it is attached: one must allow. They bind
   * users and roles, but no service-linked role, no AWS service and no one who brings only a token.
   */
  readonly scp?: readonly Policy[];
  /** Resource control policies of the resource's account. They only deny, everyone but service-linked roles. */
  readonly rcp?: readonly Policy[];
}

const layerNames = ['identity', 'resource', 'boundary', 'session', 'scp', 'rcp'] as const;
const none: readonly Policy[] = [];

/**
 * Answers one request as IAM does within one account: explicit deny, else (identity or resource) and boundary and session
 * and SCP; across accounts identity and resource must both allow. Pure: the same input always gives the same decision.
 * @throws PolicyLayerError, AmbiguousContextError
 */
export function evaluate(policies: PolicyLayers, request: AuthorizationRequest): Decision {
  for (const layer of layerNames) checkKinds(policies[layer] ?? none, layer);
  const question = toQuestion(request, policies.boundary !== undefined);
  for (const layer of layerNames) {
    if (!binds(layer, question.principal)) continue;
    const denying = firstApplying(policies[layer] ?? none, 'denies', question);
    if (denying !== null) return { effect: 'explicit-deny', statement: denying.ref };
  }
  return grant(policies, question);
}

/**
 * Answers whether a role's trust policy lets the request's principal assume it, looking at nothing else.
 * @throws PolicyLayerError when `trust` is of another kind; AmbiguousContextError
 */
export function evaluateTrust(trust: Policy, request: AuthorizationRequest): Decision {
  if (trust.kind !== 'trust') throw new PolicyLayerError(trust.name, trust.kind, 'trust');
  const question = toQuestion(request, false);
  const policies = [trust];
  const denying = firstApplying(policies, 'denies', question);
  if (denying !== null) return { effect: 'explicit-deny', statement: denying.ref };
  const allowing = firstApplying(policies, 'allows', question);
  if (allowing !== null) return allowedBy(allowing.ref, []);
  return { effect: 'implicit-deny', layer: 'trust', misses: missesOf(policies, question) };
}

function grant(policies: PolicyLayers, question: Question): Decision {
  const { identity, resource, boundary, session } = policies;
  const scp = policies.scp !== undefined && binds('scp', question.principal) ? policies.scp : undefined;
  const byScp = scp && firstApplying(scp, 'allows', question);
  if (byScp === null) return denied('scp', policies, question);
  const byIdentity = identity && firstApplying(identity, 'allows', question);
  const byResource = resource && strongestGrant(resource, question);
  const acrossAccounts = resource !== undefined && isAcrossAccounts(question);
  if (!acrossAccounts && byResource?.naming === 'session') {
    return allowedBy(byResource.statement.ref, byScp === undefined ? [] : [byScp.ref]);
  }

  const refs: StatementRef[] = [];
  if (identity !== undefined || resource !== undefined) {
    const delegated = byResource !== null && byResource !== undefined;
    const standsAlone = delegated && (identity === undefined || (!acrossAccounts && byResource.naming !== 'account'));
    const enough = byIdentity ? !acrossAccounts || delegated : standsAlone;
    if (!enough) return denied(byIdentity ? 'resource' : identity ? 'identity' : 'resource', policies, question);
    if (byIdentity) refs.push(byIdentity.ref);
    if (delegated && (!byIdentity || acrossAccounts)) refs.push(byResource.statement.ref);
  }
  for (const [layer, limiting] of [['boundary', boundary] as const, ['session', session] as const]) {
    if (limiting === undefined) continue;
    const statement = firstApplying(limiting, 'allows', question);
    if (statement === null) return denied(layer, policies, question);
    refs.push(statement.ref);
  }
  if (byScp !== undefined) refs.push(byScp.ref);
  const [first, ...rest] = refs;
  return first === undefined ? { effect: 'implicit-deny', layer: 'identity', misses: [] } : allowedBy(first, rest);
}

/**
 * Whom the organisation's policies are for (Organizations user guide: SCPs affect users and roles of the account alone;
 * neither SCPs nor RCPs affect service-linked roles).
 */
function binds(layer: PolicyKind, principal: Principal): boolean {
  if (layer !== 'scp' && layer !== 'rcp') return true;
  if (principal.type !== 'AWS') return layer === 'rcp';
  return !(principal.sessionOf ?? principal.arn).includes(':role/aws-service-role/');
}

function allowedBy(first: StatementRef, rest: readonly StatementRef[]): Decision {
  return { effect: 'allow', statement: first, allowedBy: [first, ...rest] };
}

function denied(layer: (typeof layerNames)[number], policies: PolicyLayers, question: Question): Decision {
  const own = missesOf(policies[layer] ?? none, question);
  // Where either of two layers would have been enough, what both missed is the answer.
  const other = layer === 'identity' ? missesOf(policies.resource ?? none, question) : [];
  return { effect: 'implicit-deny', layer, misses: [...own, ...other] };
}

function missesOf(policies: readonly Policy[], question: Question): readonly Miss[] {
  const misses: Miss[] = [];
  for (const policy of policies) {
    for (const statement of policy.allows) {
      const miss = missOf(statement, question);
      if (miss !== null) misses.push(miss);
    }
  }
  return misses;
}

function firstApplying(policies: readonly Policy[], effect: 'allows' | 'denies', question: Question): Statement | null {
  for (const policy of policies) {
    for (const statement of policy[effect]) if (applies(statement, question)) return statement;
  }
  return null;
}

/** The Allow that names the caller most specifically: a session's own ARN needs no other policy, an account's only delegates. */
function strongestGrant(
  policies: readonly Policy[],
  question: Question,
): { readonly statement: Statement; readonly naming: Naming } | null {
  const order: readonly Naming[] = ['none', 'account', 'role', 'session'];
  let strongest: { statement: Statement; naming: Naming } | null = null;
  for (const { allows } of policies) {
    for (const statement of allows) {
      if (statement.principals === null || !applies(statement, question)) continue;
      const naming = namingBy(statement, question.principal);
      if (strongest === null || order.indexOf(naming) > order.indexOf(strongest.naming))
        strongest = { statement, naming };
    }
  }
  return strongest;
}

/** By the account in the resource's ARN. Some (S3's) have none, and count as the caller's own. */
function isAcrossAccounts({ principal, resource }: Question): boolean {
  const account = resource.split(':')[4] ?? '';
  return principal.type === 'AWS' && account !== '' && account !== principal.account;
}

function checkKinds(policies: readonly Policy[], layer: PolicyKind): void {
  for (const { name, kind } of policies) {
    const fits = kind === layer || (layer === 'resource' && kind === 'trust');
    if (!fits) throw new PolicyLayerError(name, kind, layer);
  }
}

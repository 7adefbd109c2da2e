import {
  type AuthorizationRequest,
  type ContextValue,
  type Decision,
  evaluate,
  evaluateTrust,
  loadPolicy,
  type Policy,
} from '@leasehold/iam-engine';
import type { Ask, Caller } from '../endpoint/aws-service.ts';
import type { Account, CallerPolicies } from './account.ts';
import { callerKeys, principalOf } from './context-keys.ts';

/** Answers asks for one caller's request with the caller's own policies and, where there are some, the resource's. */
export class Authorizer {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  /** `requestKeys` are the request-wide condition keys, from `requestKeys()`. */
  decide(caller: Caller, ask: Ask, requestKeys: Readonly<Record<string, ContextValue>>): Decision {
    const request: AuthorizationRequest = {
      principal: principalOf(caller, this.#account.id),
      action: ask.action,
      resource: ask.resource,
      context: {
        'aws:ViaAWSService': 'false',
        ...ask.context,
        ...requestKeys,
        // Last: no key of an ask can stand in for one of the principal's.
        ...callerKeys(caller, this.#account.id, this.#account.sessionOf(caller)),
      },
    };
    const policies = this.#account.policiesOf(caller);
    if (ask.trust !== undefined) return trustDecision(policies, ask.trust, request);
    const { resourcePolicies } = ask;
    if (resourcePolicies === undefined) return evaluate(layersOf(policies), request);
    return ask.resourcePolicyMustAllow === true
      ? bothDecide(policies, resourcePolicies, request)
      : evaluate({ ...layersOf(policies), resource: resourcePolicies }, request);
  }
}

function layersOf({ identity, session }: CallerPolicies) {
  return session === undefined ? { identity } : { identity, session };
}

/**
 * KMS: the caller's own policies and the key's must both allow. (AWS lets a key policy that names the very caller do
 * without the former; that is not modelled, so this AWS is stricter there.)
 */
function bothDecide(policies: CallerPolicies, resource: readonly Policy[], request: AuthorizationRequest): Decision {
  const own = evaluate(layersOf(policies), request);
  if (own.effect === 'explicit-deny') return own;
  const theirs = evaluate({ identity: [], resource }, request);
  if (theirs.effect === 'implicit-deny') return { ...theirs, layer: 'resource' };
  return theirs.effect === 'allow' ? own : theirs;
}

const everything = loadPolicy('named by the trust policy', 'identity', {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/**
 * A role of the same account: its trust policy must allow. Where that names the caller's own ARN or role, the caller needs
 * no identity policy of its own, but a Deny in one, or a session policy, still holds (IAM user guide, "Cross-account
 * resource access", same-account evaluation). Where it names only the account, the account's policies decide.
 */
function trustDecision(policies: CallerPolicies, trust: Policy, request: AuthorizationRequest): Decision {
  const own = evaluate(layersOf(policies), request);
  if (own.effect === 'explicit-deny') return own;
  const trusted = evaluateTrust(trust, request);
  if (trusted.effect !== 'allow') return trusted;
  if (own.effect === 'allow' || own.layer !== 'identity' || !namesCaller(trust, request)) return own;
  return evaluate(layersOf({ ...policies, identity: [everything] }), request);
}

/** Whether the trust policy allows the caller even if no statement that names the whole account counted. */
function namesCaller(trust: Policy, request: AuthorizationRequest): boolean {
  const { principal } = request;
  if (principal.type !== 'AWS') return false;
  return evaluateTrust(trust, { ...request, principal: { ...principal, account: '000000000000' } }).effect === 'allow';
}

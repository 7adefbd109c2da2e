import {
  type AuthorizationRequest,
  type ContextValue,
  type Decision,
  evaluate,
  evaluateTrust,
  type Policy,
  type PolicyLayers,
} from '@leasehold/iam-engine';
import type { Ask, Caller } from '../endpoint/aws-service.ts';
import type { Account } from './account.ts';
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
    const own = this.#account.policiesOf(caller);
    const { trust, resourcePolicies: resource } = ask;
    if (trust !== undefined) return jointDecision(own, [trust], request, evaluateTrust(trust, request));
    if (resource === undefined) return evaluate(own, request);
    return ask.resourcePolicyMustAllow === true
      ? jointDecision(own, resource, request, evaluate({ resource }, request))
      : evaluate({ ...own, resource }, request);
  }
}

/**
 * For what AWS opens only through its own policy, a role to assume or a key to use: whatever the caller's policies allow,
 * that policy must allow too. How far it names the caller, and so whether the caller needs a policy as well, is the
 * evaluation's matter.
 */
function jointDecision(
  own: PolicyLayers,
  resource: readonly Policy[],
  request: AuthorizationRequest,
  theirs: Decision,
): Decision {
  const whole = evaluate({ ...own, resource }, request);
  return whole.effect === 'explicit-deny' || theirs.effect === 'allow' ? whole : theirs;
}

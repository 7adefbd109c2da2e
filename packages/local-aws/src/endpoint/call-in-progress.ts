import type { ContextValue } from '@leasehold/iam-engine';
import type { KeptAsk } from '../cloudtrail/trail.ts';
import { accessDeniedText } from '../iam/access-denied.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { AwsError } from './aws-error.ts';
import type { Ask, AwsCall, AwsService, Caller, EventDetails, FurtherEvent } from './aws-service.ts';

export interface CallFacts {
  readonly service: AwsService;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: number;
  readonly requestKeys: Readonly<Record<string, ContextValue>>;
  readonly event: EventDetails;
  readonly sessionSecondsAtMost: number | null;
}

/** One authenticated request inside a service, and what it leaves for the trail. */
export class CallInProgress implements AwsCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: number;
  readonly requestKeys: Readonly<Record<string, ContextValue>>;
  readonly event: EventDetails;
  readonly sessionSecondsAtMost: number | null;
  readonly asks: KeptAsk[] = [];
  readonly further: FurtherEvent[] = [];
  readonly #service: AwsService;
  readonly #authorizer: Authorizer;

  constructor(facts: CallFacts, authorizer: Authorizer) {
    this.operation = facts.operation;
    this.input = facts.input;
    this.caller = facts.caller;
    this.requestId = facts.requestId;
    this.now = facts.now;
    this.requestKeys = facts.requestKeys;
    this.event = facts.event;
    this.sessionSecondsAtMost = facts.sessionSecondsAtMost;
    this.#service = facts.service;
    this.#authorizer = authorizer;
  }

  authorize(ask: Ask): void {
    const decision = this.#decide(ask);
    if (decision.effect === 'allow') return;
    throw accessDenied(this.#service.accessDeniedCode, accessDeniedText(this.caller, ask, decision));
  }

  recordAlso(further: FurtherEvent): void {
    this.further.push(further);
  }

  #decide(ask: Ask) {
    const decision = this.#authorizer.decide(this.caller, ask, this.requestKeys);
    this.asks.push({ action: ask.action, resource: ask.resource, effect: decision.effect });
    return decision;
  }
}

/** JSON services answer an IAM refusal with 400, the query protocol with 403. */
function accessDenied(code: string, message: string): AwsError {
  return new AwsError(code, code.endsWith('Exception') ? 400 : 403, message);
}

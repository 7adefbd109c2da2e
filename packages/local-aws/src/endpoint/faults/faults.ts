import { checkFault, type Fault } from './fault.ts';
import { type InjectedFault, type Limited, RuleList } from './rule-list.ts';

export type { InjectedFault } from './rule-list.ts';

/** Which calls a fault hits. What is left out does not limit it. */
export interface FaultRule extends Limited {
  /** Signing name of the service, such as `dynamodb`. */
  readonly service: string;
  readonly operation?: string;
  /** Name of the role that is asked for, or else of the one whose session calls: `leasehold-tenant-reader`. */
  readonly role?: string;
  /** The tenant whose session is asked for or else calls, by the session's name: it, or all before an `@`. */
  readonly tenant?: string;
  /** Calls that arrive at an endpoint of this region. */
  readonly region?: string;
  readonly fault: Fault;
}

/** A call on its way, as far as rules look at it. */
export interface FaultableCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly role: string | null;
  readonly session: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Faults waiting for the calls they will hit. They come after the signature check: a fault never lets anybody in. */
export class Faults {
  readonly #rules = new RuleList<FaultRule>();

  /** The oldest matching rule hits first. @throws RangeError for a rule that could never hit. */
  inject(rule: FaultRule): InjectedFault {
    checkFault(rule.fault);
    return this.#rules.inject(rule);
  }

  clear(): void {
    this.#rules.clear();
  }

  /** The fault that hits this call, used up by it. */
  take(call: FaultableCall): Fault | null {
    return this.#rules.take(call.now, (rule) => matches(rule, call))?.fault ?? null;
  }
}

function matches({ service, operation, region, role, tenant }: FaultRule, call: FaultableCall): boolean {
  return (
    service === call.service &&
    (operation === undefined || operation === call.operation) &&
    (region === undefined || region === call.region) &&
    (role === undefined || role === call.role) &&
    (tenant === undefined || tenant === call.session?.split('@', 1)[0])
  );
}

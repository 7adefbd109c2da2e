import { checkFault, type Fault } from './fault.ts';

/** Which calls a fault hits. What is left out does not limit it. */
export interface FaultRule {
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
  /** How many calls it hits; after that it is gone. `Infinity`: until it is cleared. */
  readonly times: number;
  /** Milliseconds since the epoch, by the embedded AWS's clock: it hits nothing before. */
  readonly from?: number;
  /** It hits nothing from then on. */
  readonly until?: number;
}

/** A rule that was injected. */
export interface InjectedFault {
  /** How many calls it has hit. */
  readonly hits: number;
  /** Takes this rule back, and no other. */
  clear(): void;
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

const maxRules = 1_000;

/** Faults waiting for the calls they will hit. They come after the signature check: a fault never lets anybody in. */
export class Faults {
  #rules: Waiting[] = [];

  /** The oldest matching rule hits first. @throws RangeError for a rule that could never hit. */
  inject(rule: FaultRule): InjectedFault {
    const { times, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = rule;
    if (!(times === Number.POSITIVE_INFINITY || Number.isInteger(times)) || times < 1) {
      throw new RangeError('times: a whole number above zero, or Infinity');
    }
    if (!(from < until)) throw new RangeError('from: before until');
    checkFault(rule.fault);
    if (this.#rules.length >= maxRules) throw new RangeError(`at most ${maxRules} rules at a time`);
    const waiting = new Waiting(rule, from, until);
    this.#rules.push(waiting);
    const clear = () => this.#drop(waiting);
    return {
      get hits() {
        return waiting.hits;
      },
      clear,
    };
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault that hits this call, used up by it. */
  take(call: FaultableCall): Fault | null {
    for (const waiting of this.#rules) {
      if (call.now >= waiting.until) {
        this.#drop(waiting);
        continue;
      }
      if (!waiting.matches(call)) continue;
      waiting.hits += 1;
      if (waiting.hits >= waiting.rule.times) this.#drop(waiting);
      return waiting.rule.fault;
    }
    return null;
  }

  /** A new list, so that whoever walks the old one is not disturbed. */
  #drop(waiting: Waiting): void {
    this.#rules = this.#rules.filter((other) => other !== waiting);
  }
}

class Waiting {
  readonly rule: FaultRule;
  readonly from: number;
  readonly until: number;
  hits = 0;

  constructor(rule: FaultRule, from: number, until: number) {
    this.rule = rule;
    this.from = from;
    this.until = until;
  }

  matches(call: FaultableCall): boolean {
    const { service, operation, region, role, tenant } = this.rule;
    return (
      service === call.service &&
      (operation === undefined || operation === call.operation) &&
      (region === undefined || region === call.region) &&
      (role === undefined || role === call.role) &&
      (tenant === undefined || tenant === call.session?.split('@', 1)[0]) &&
      call.now >= this.from
    );
  }
}

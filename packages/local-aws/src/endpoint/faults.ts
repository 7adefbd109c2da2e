export type FaultKind =
  | 'throttle'
  | 'internal-error'
  | 'service-unavailable'
  /** The connection drops before anything is done. */
  | 'reset'
  /** The call takes effect, then the connection drops: the client cannot know. */
  | 'reset-after'
  /** The call is answered late. */
  | 'delay';

export interface Fault {
  readonly kind: FaultKind;
  /** For `delay`: milliseconds, at most a minute. */
  readonly ms?: number;
}

export interface FaultRule {
  /** Signing name of the service, such as `dynamodb`. */
  readonly service: string;
  /** Absent: every operation. */
  readonly operation?: string;
  readonly fault: Fault;
  /** How many calls it hits; after that it is gone. */
  readonly times: number;
}

const maxRules = 1_000;

/** Faults waiting for the calls they will hit. They come after the signature check: a fault never lets anybody in. */
export class Faults {
  readonly #rules: { readonly rule: FaultRule; left: number }[] = [];

  /** The oldest matching rule hits first. @throws RangeError for a rule that could never hit. */
  inject(rule: FaultRule): void {
    if (!Number.isInteger(rule.times) || rule.times < 1) throw new RangeError('times: a whole number above zero');
    const ms = rule.fault.ms ?? 0;
    if (!(ms >= 0 && ms <= 60_000)) throw new RangeError('ms: from 0 to 60,000');
    if (this.#rules.length >= maxRules) throw new RangeError(`at most ${maxRules} rules at a time`);
    this.#rules.push({ rule, left: rule.times });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** The fault that hits this call, used up by it. */
  take(service: string, operation: string): Fault | null {
    const index = this.#rules.findIndex(
      ({ rule }) => rule.service === service && (rule.operation ?? operation) === operation,
    );
    const found = this.#rules[index];
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left === 0) this.#rules.splice(index, 1);
    return found.rule.fault;
  }
}

/** What every rule says of how often and when it hits. */
export interface Limited {
  /** How many it hits; after that it is gone. `Infinity`: until it is cleared. */
  readonly times: number;
  /** Milliseconds since the epoch, by the embedded AWS's clock: it hits nothing before. */
  readonly from?: number;
  /** It hits nothing from then on. */
  readonly until?: number;
}

/** A rule that was injected. */
export interface InjectedFault {
  /** How many it has hit. */
  readonly hits: number;
  /** Takes this rule back, and no other. */
  clear(): void;
}

interface Waiting<R> {
  readonly rule: R;
  hits: number;
}

const maxRules = 1_000;

/** Rules waiting for what they will hit. The oldest that matches hits first. */
export class RuleList<R extends Limited> {
  #waiting: Waiting<R>[] = [];

  /** @throws RangeError for a rule that could never hit */
  inject(rule: R): InjectedFault {
    const { times, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = rule;
    if (!(times === Number.POSITIVE_INFINITY || Number.isInteger(times)) || times < 1) {
      throw new RangeError('times: a whole number above zero, or Infinity');
    }
    if (!(from < until)) throw new RangeError('from: before until');
    if (this.#waiting.length >= maxRules) throw new RangeError(`at most ${maxRules} rules at a time`);
    const waiting: Waiting<R> = { rule, hits: 0 };
    this.#waiting.push(waiting);
    const clear = () => this.#drop(waiting);
    return {
      get hits() {
        return waiting.hits;
      },
      clear,
    };
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The first rule in force that matches, used up once. */
  take(now: number, matches: (rule: R) => boolean): R | null {
    for (const waiting of this.#waiting) {
      const { times, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = waiting.rule;
      if (now >= until) {
        this.#drop(waiting);
        continue;
      }
      if (now < from || !matches(waiting.rule)) continue;
      waiting.hits += 1;
      if (waiting.hits >= times) this.#drop(waiting);
      return waiting.rule;
    }
    return null;
  }

  /** A new list, so that whoever walks the old one is not disturbed. */
  #drop(waiting: Waiting<R>): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
  }
}

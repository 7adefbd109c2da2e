/** How many calls of one operation ended in one way. */
export interface CallCount {
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  /**
   * What the client got: `ok`, AWS's error code on the wire, or the kind of fault that lost or damaged the reply: `reset`,
   * `reset-after`, `html-reply`, ….
   */
  readonly outcome: string;
  readonly calls: number;
}

/** Operation names are the clients' to choose; beyond so many different rows they are counted under one name. */
const maxRows = 1_000;

/** Counts every call by operation and outcome, also those the trail no longer holds. */
export class CallCounts {
  readonly #rows = new Map<string, { service: string; operation: string; outcome: string; calls: number }>();

  add(service: string, operation: string, outcome: string): void {
    const key = `${service} ${operation} ${outcome}`;
    const row = this.#rows.get(key);
    if (row !== undefined) row.calls += 1;
    else if (this.#rows.size < maxRows) this.#rows.set(key, { service, operation, outcome, calls: 1 });
    else if (operation !== 'Other') this.add(service, 'Other', 'any');
    else this.#rows.set(key, { service, operation, outcome, calls: 1 });
  }

  /** Calls that match all that is given; all calls when nothing is. */
  total(of: Partial<Omit<CallCount, 'calls'>> = {}): number {
    let sum = 0;
    for (const { service, operation, outcome, calls } of this.#rows.values()) {
      const counts =
        service === (of.service ?? service) &&
        operation === (of.operation ?? operation) &&
        outcome === (of.outcome ?? outcome);
      if (counts) sum += calls;
    }
    return sum;
  }

  rows(): readonly CallCount[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  /** Starts again from zero. */
  reset(): void {
    this.#rows.clear();
  }
}

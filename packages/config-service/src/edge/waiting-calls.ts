/** A call that is not answered yet because something has to be waited for. */
export interface WaitingCall {
  fail(failure: Error): void;
}

/** The calls that wait now, so that a drain that runs out of time can answer them before it cuts them off. */
export class WaitingCalls {
  readonly #calls = new Set<WaitingCall>();

  add(call: WaitingCall): void {
    this.#calls.add(call);
  }

  /** False when it was not here: it has been removed already. */
  remove(call: WaitingCall): boolean {
    return this.#calls.delete(call);
  }

  /** Answers every one of them with `failure`. */
  failAll(failure: Error): void {
    for (const call of [...this.#calls]) call.fail(failure);
  }
}

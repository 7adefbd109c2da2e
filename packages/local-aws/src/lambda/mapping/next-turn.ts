/** Does in the next turn of the event loop, all at once and in order, what it is given in this one. */
export class NextTurn {
  readonly #begin: () => () => void;
  #waiting: (() => void)[] = [];

  /** `begin`: called when something waits; what it returns is called when that is done. */
  constructor(begin: () => () => void) {
    this.#begin = begin;
  }

  push(work: () => void): void {
    this.#waiting.push(work);
    if (this.#waiting.length > 1) return;
    const end = this.#begin();
    setImmediate(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const each of waiting) each();
      end();
    });
  }
}

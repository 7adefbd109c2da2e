/** A clock and waiting that go on only when a test says so. */
export class ManualTime {
  now: number;
  #waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  #asked: { readonly ms: number; readonly resolve: () => void }[] = [];

  constructor(now = Date.now()) {
    this.now = now;
  }

  /** A wait of nothing is over at once. */
  readonly delay = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (ms === 0) resolve();
      else this.#waiting.push({ at: this.now + ms, resolve });
      for (const asked of this.#asked.filter((one) => one.ms === ms)) asked.resolve();
      this.#asked = this.#asked.filter((one) => one.ms !== ms);
    });

  /** Resolves when someone begins to wait for just so long. To be called before that. */
  asked(ms: number): Promise<void> {
    return new Promise((resolve) => this.#asked.push({ ms, resolve }));
  }

  /** How long what waits will still wait, shortest first. */
  get waits(): readonly number[] {
    return this.#waiting.map(({ at }) => at - this.now).sort((one, other) => one - other);
  }

  /** Moves the clock; what is due goes on, in the order it is due. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const due = this.#waiting.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#waiting = this.#waiting.filter((waiting) => waiting !== due);
      this.now = Math.max(this.now, due.at);
      due.resolve();
      // What it lets go on may wait again before the end.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.now = end;
  }
}

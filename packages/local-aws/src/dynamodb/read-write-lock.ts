/**
 * Many readers or one writer, in the order of asking. A transaction is isolated because all writes of this process, and
 * every read that must not see half of one, pass here.
 */
export class ReadWriteLock {
  #lastWriter: Promise<unknown> = Promise.resolve();
  readonly #readers = new Set<Promise<unknown>>();

  /** Runs beside other readers, after the writers that asked before. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#lastWriter.then(work);
    const settled: Promise<unknown> = run.then(
      () => this.#readers.delete(settled),
      () => this.#readers.delete(settled),
    );
    this.#readers.add(settled);
    return run;
  }

  /** Runs alone, after everyone who asked before. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = Promise.all([this.#lastWriter, ...this.#readers]).then(work);
    this.#lastWriter = run.catch(() => undefined);
    return run;
  }
}

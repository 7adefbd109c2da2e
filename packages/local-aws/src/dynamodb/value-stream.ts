import { Stream } from 'node:stream';

/**
 * The items of a range as the old-style stream dynalite's queries consume. An exception in a consumer, for example from
 * a filter dynalite cannot evaluate, goes to `fail` instead of ending the process.
 */
export class ValueStream extends Stream {
  #stopped = false;

  constructor(values: AsyncIterable<unknown>, fail: (error: unknown) => void) {
    super();
    this.#emitAll(values).catch(fail);
  }

  /** dynalite calls this when it has read enough. */
  destroy(): void {
    this.#stopped = true;
  }

  async #emitAll(values: AsyncIterable<unknown>): Promise<void> {
    for await (const value of values) {
      if (this.#stopped) break;
      this.emit('data', value);
    }
    this.emit('end');
  }
}

/** One line on a terminal that is written over while something takes long; nothing where nobody watches. */
export class ProgressLine {
  readonly #terminal = process.stdout.isTTY === true;
  #shown = false;

  show(state: string): void {
    if (!this.#terminal) return;
    const width = (process.stdout.columns ?? 80) - 3;
    process.stdout.write(`\r\u001b[K… ${state.slice(0, width)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stdout.write('\r\u001b[K');
    this.#shown = false;
  }
}

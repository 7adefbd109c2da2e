/** Where the tour's text goes: a terminal, or a test. */
export interface Screen {
  write(text: string): void;
  /** Whether colour and rewriting a line are understood. */
  readonly terminal: boolean;
}

/** Tells the tour and keeps count of what held. Nothing is called shown that was not observed. */
export class Narrator {
  readonly #screen: Screen;
  #held = 0;
  #broken = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  scene(title: string, why: string): void {
    this.#screen.write(`\n${this.#paint('1', title)}\n${this.#paint('2', `  ${why}`)}\n`);
  }

  /** One claim and what was seen; a claim that did not hold makes the tour fail. */
  claim(held: boolean, text: string, seen: string): void {
    if (held) this.#held += 1;
    else this.#broken += 1;
    this.#screen.write(`  ${held ? this.#paint('32', '✔') : this.#paint('31', '✘')} ${text}\n      ${seen}\n`);
  }

  /** A sentence between claims. */
  say(text: string): void {
    this.#screen.write(`  ${text}\n`);
  }

  /** Shows that something is under way; the next text takes its place. */
  async during<T>(what: string, work: Promise<T>): Promise<T> {
    if (!this.#screen.terminal) return await work;
    this.#screen.write(this.#paint('2', `  … ${what}`));
    try {
      return await work;
    } finally {
      this.#screen.write('\r\u001b[K');
    }
  }

  /** Bars side by side, all to one scale. */
  bars(rows: readonly { readonly label: string; readonly milliseconds: number; readonly note: string }[]): void {
    const longest = Math.max(...rows.map(({ milliseconds }) => milliseconds));
    const labelWidth = Math.max(...rows.map(({ label }) => label.length));
    for (const { label, milliseconds, note } of rows) {
      const cells = Math.max(1, Math.round((milliseconds / longest) * 40));
      const bar = this.#paint('36', '█'.repeat(cells));
      this.#screen.write(
        `  ${label.padEnd(labelWidth)}  ${milliseconds.toFixed(2).padStart(8)} ms  ${bar} ${this.#paint('2', note)}\n`,
      );
    }
  }

  /** The last line. @returns whether every claim held. */
  close(seconds: number): boolean {
    const total = this.#held + this.#broken;
    const verdict = `${this.#held} of ${total} claims held, in ${seconds.toFixed(1)} s`;
    this.#screen.write(`\n${this.#paint(this.#broken === 0 ? '32' : '31', verdict)}\n`);
    return this.#broken === 0 && total > 0;
  }

  #paint(code: string, text: string): string {
    return this.#screen.terminal ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

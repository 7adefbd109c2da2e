/** Longer lines are cut there: CloudWatch Logs takes 1 MiB a line, a test's memory less. */
const longestLine = 65_536;

/** Texts as they come, given on line by line. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) this.#onLine(line.slice(0, longestLine));
  }

  /** Gives on what has no end of line yet. */
  flush(): void {
    if (this.#rest === '') return;
    const rest = this.#rest;
    this.#rest = '';
    this.#onLine(rest);
  }
}

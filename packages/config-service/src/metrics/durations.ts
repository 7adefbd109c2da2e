import type { Distribution } from './metric.ts';

/** Counts durations by how long they were: a few additions each, nothing else. */
export class Durations {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sumMs = 0;
  #count = 0;

  /** `bounds` are in seconds, ascending, each the longest of its bucket. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  add(milliseconds: number): void {
    const seconds = milliseconds / 1_000;
    const bounds = this.#bounds;
    // From the start: most calls are among the shortest.
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    this.#sumMs += milliseconds;
    this.#count++;
  }

  /** What has been counted, in seconds. */
  read(): Distribution {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sumMs / 1_000, count: this.#count };
  }
}

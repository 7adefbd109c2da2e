/** Knows which of many lines is the longest. Lines grow and shrink by one at a time, and so does what must be looked at. */
export class LineLengths<T> {
  /** Lines by their length; none of length 0. */
  readonly #byLength = new Map<number, Set<T>>();
  readonly #lengths = new Map<T, number>();
  #longest = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  changed(line: T, length: number): void {
    const before = this.#lengths.get(line) ?? 0;
    if (before === length) return;
    this.#total += length - before;
    const alike = this.#byLength.get(before);
    alike?.delete(line);
    if (alike?.size === 0) this.#byLength.delete(before);
    if (length === 0) this.#lengths.delete(line);
    else {
      this.#lengths.set(line, length);
      const same = this.#byLength.get(length);
      if (same === undefined) this.#byLength.set(length, new Set([line]));
      else same.add(line);
    }
    // One that shrank from the longest is the longest still, or some other is as long as it was.
    this.#longest = Math.max(this.#longest, length);
    while (this.#longest > 0 && !this.#byLength.has(this.#longest)) this.#longest -= 1;
  }

  longest(): T | undefined {
    return this.#byLength.get(this.#longest)?.values().next().value;
  }
}

interface Place<T> {
  readonly item: T;
  before: Place<T> | null;
  after: Place<T> | null;
}

/** A line in which anybody may give up their place. Every operation takes the same time, however long the line is. */
export class WaitingLine<T> {
  #first: Place<T> | null = null;
  #last: Place<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Joins the end; the answer leaves the line, and is called at most once, by whoever is still in it. */
  join(item: T): () => void {
    const place: Place<T> = { item, before: this.#last, after: null };
    if (this.#last === null) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    this.#size += 1;
    return () => this.#remove(place);
  }

  first(): T | undefined {
    return this.#first?.item;
  }

  /** Takes the first out of the line. */
  shift(): void {
    if (this.#first !== null) this.#remove(this.#first);
  }

  last(): T | undefined {
    return this.#last?.item;
  }

  #remove(place: Place<T>): void {
    if (place.before === null) this.#first = place.after;
    else place.before.after = place.after;
    if (place.after === null) this.#last = place.before;
    else place.after.before = place.before;
    this.#size -= 1;
  }
}

/** Something that takes room. */
export interface Sized {
  readonly bytes: number;
}

/** Finds the largest of many things whose sizes change: a binary heap that knows where each of them stands. */
export class LargestFirst<T extends Sized> {
  readonly #heap: T[] = [];
  readonly #places = new Map<T, number>();

  get largest(): T | undefined {
    return this.#heap[0];
  }

  /** Takes `item` in, or puts it where it belongs by its size now. */
  update(item: T): void {
    let place = this.#places.get(item);
    if (place === undefined) {
      place = this.#heap.length;
      this.#put(item, place);
    }
    this.#down(item, this.#up(item, place));
  }

  remove(item: T): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const last = this.#heap.pop();
    if (last === undefined || last === item) return;
    this.#put(last, place);
    this.#down(last, this.#up(last, place));
  }

  #put(item: T, place: number): void {
    this.#heap[place] = item;
    this.#places.set(item, place);
  }

  #up(item: T, from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || parent.bytes >= item.bytes) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(item, place);
    return place;
  }

  #down(item: T, from: number): void {
    let place = from;
    for (;;) {
      const [left, right] = [this.#heap[place * 2 + 1], this.#heap[place * 2 + 2]];
      const larger = right !== undefined && left !== undefined && right.bytes > left.bytes ? right : left;
      if (larger === undefined || larger.bytes <= item.bytes) break;
      const below = larger === left ? place * 2 + 1 : place * 2 + 2;
      this.#put(larger, place);
      place = below;
    }
    this.#put(item, place);
  }
}

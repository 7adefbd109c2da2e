interface Event {
  readonly at: number;
  /** Of two at the same time, the one that was set first comes first, as with timers. */
  readonly order: number;
  readonly work: (now: number) => void;
}

/** What is to happen later, in the order of time: a binary heap. */
export class EventQueue {
  /** The time of the first; infinite when there is none. */
  nextAt = Number.POSITIVE_INFINITY;
  readonly #heap: Event[] = [];
  #order = 0;

  add(at: number, work: (now: number) => void): void {
    const heap = this.#heap;
    const event = { at, order: this.#order++, work };
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Event;
      if (!isBefore(event, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
    this.nextAt = (heap[0] as Event).at;
  }

  /** Lets everything happen that is due at `now`, what it adds included. */
  run(now: number): void {
    while (this.nextAt <= now) this.runOne();
  }

  /** Lets the first thing happen. There must be one. */
  runOne(): void {
    const { at, work } = this.#take();
    work(at);
  }

  #take(): Event {
    const heap = this.#heap;
    const first = heap[0] as Event;
    const moved = heap.pop() as Event;
    if (heap.length > 0) {
      let place = 0;
      for (let child = 1; child < heap.length; child = 2 * place + 1) {
        const right = child + 1;
        if (right < heap.length && isBefore(heap[right] as Event, heap[child] as Event)) child = right;
        const below = heap[child] as Event;
        if (!isBefore(below, moved)) break;
        heap[place] = below;
        place = child;
      }
      heap[place] = moved;
    }
    this.nextAt = heap[0]?.at ?? Number.POSITIVE_INFINITY;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** What can be put on a {@link DueWheel}. Only the wheel writes `dueTick`; -1 is off the wheel. */
export interface Due {
  dueTick: number;
}

/**
 * Gives things back when their time has come without looking at the others: one set of them for each tick. Each is on the
 * wheel once; what is taken off is held no longer. Times must not run backwards.
 */
export class DueWheel<T extends Due> {
  readonly #tickMs: number;
  readonly #ticks = new Map<number, Set<T>>();
  /** All before this one are empty. */
  #next = Number.NEGATIVE_INFINITY;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Puts `item` on the wheel, or moves it, so that it is taken at `dueAt` or up to a tick later. */
  set(item: T, dueAt: number): void {
    const tick = Math.max(Math.ceil(dueAt / this.#tickMs), this.#next);
    if (item.dueTick === tick) return;
    this.remove(item);
    const items = this.#ticks.get(tick) ?? new Set();
    this.#ticks.set(tick, items.add(item));
    item.dueTick = tick;
  }

  remove(item: T): void {
    const items = this.#ticks.get(item.dueTick);
    if (items?.delete(item) === true && items.size === 0) this.#ticks.delete(item.dueTick);
    item.dueTick = -1;
  }

  /** Takes off at most `most` of what is due at `now`, the longest due first; the rest stays due. */
  take(now: number, most: number): T[] {
    const last = Math.floor(now / this.#tickMs);
    const taken: T[] = [];
    for (const tick of this.#dueBy(last)) {
      for (const item of this.#ticks.get(tick) ?? []) {
        if (taken.length === most) return taken;
        this.remove(item);
        taken.push(item);
      }
    }
    this.#next = last + 1;
    return taken;
  }

  /** The ticks to look at. After a long pause, or at first, there are fewer of those in use than have passed. */
  #dueBy(last: number): readonly number[] {
    const passed = last - this.#next + 1;
    if (passed <= this.#ticks.size)
      return Array.from({ length: Math.max(passed, 0) }, (_, index) => this.#next + index);
    return [...this.#ticks.keys()].filter((tick) => tick <= last).sort((one, other) => one - other);
  }
}

/** Who waits for a flight: `isWanted` turns false when the caller has gone. */
export interface Waiter {
  isWanted(): boolean;
}

/** A flight nobody waited for any more stopped between two steps. */
export class AbandonedError extends Error {
  constructor() {
    super('every caller that waited for this load has gone');
    this.name = 'AbandonedError';
  }
}

interface Flight<T> {
  readonly waiters: Waiter[];
  readonly result: Promise<T>;
}

/**
 * One flight a key: callers that ask while it is under way share its result. It belongs to no caller, so the first
 * one's leaving does not fail the others; when all have left, `wanted()` tells the work to stop at its next step.
 */
export class SingleFlight<K, T> {
  readonly #flights = new Map<K, Flight<T>>();

  /** The flight under way for `key`, joined by `waiter`, or `undefined`. */
  join(key: K, waiter: Waiter): Promise<T> | undefined {
    const flight = this.#flights.get(key);
    flight?.waiters.push(waiter);
    return flight?.result;
  }

  /** Starts the flight for `key`; call only when {@link join} found none. */
  start(key: K, waiter: Waiter, work: (wanted: () => boolean) => Promise<T>): Promise<T> {
    const waiters = [waiter];
    const result = work(() => waiters.some((each) => each.isWanted()));
    const flight: Flight<T> = { waiters, result };
    this.#flights.set(key, flight);
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(land, land);
    return result;
  }

  /** Later callers start afresh; those already waiting still get this flight's result. */
  detach(key: K): void {
    this.#flights.delete(key);
  }

  /** {@link detach} for every key. */
  detachAll(): void {
    this.#flights.clear();
  }
}

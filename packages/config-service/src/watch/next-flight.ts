/**
 * One flight a key at a time: who asks while one is under way shares the next with all others who do, because what the first brings
 * may be of before they asked. So a thousand who ask at once cost two.
 */
export class NextFlight<T> {
  readonly #underWay = new Map<string, Promise<T>>();
  readonly #next = new Map<string, Promise<T>>();

  /** What `work` brings, or another's, begun no earlier than this call. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const next = this.#next.get(key);
    if (next !== undefined) return next;
    const underWay = this.#underWay.get(key);
    if (underWay === undefined) return this.#begin(key, work);
    const begin = (): Promise<T> => {
      this.#next.delete(key);
      return this.#begin(key, work);
    };
    const queued = underWay.then(begin, begin);
    this.#next.set(key, queued);
    return queued;
  }

  #begin(key: string, work: () => Promise<T>): Promise<T> {
    const flight = work();
    this.#underWay.set(key, flight);
    const land = (): void => {
      if (this.#underWay.get(key) === flight) this.#underWay.delete(key);
    };
    flight.then(land, land);
    return flight;
  }
}

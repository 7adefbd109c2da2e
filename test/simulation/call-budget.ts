/**
 * The token bucket of one instance with callers served in the order they came, each waiting at most `maxWaitMs`. When a
 * call's turn comes is known at once, so nothing needs to queue. A tenant's share is left out: a tenant has at most four
 * sessions here, and its share lets fifty go at once.
 */
export class CallBudget {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #maxWaitMs: number;
  #tokens: number;
  #countedAt = 0;

  constructor(perSecond: number, burst: number, maxWaitMs: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = Math.max(burst, 1);
    this.#maxWaitMs = maxWaitMs;
    this.#tokens = this.#burst;
  }

  /** Milliseconds until the turn of a call made `now`, taking it; or -1 when it would not come in time. */
  wait(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#countedAt) * this.#perMs);
    this.#countedAt = now;
    const wait = Math.max(0, Math.ceil((1 - this.#tokens) / this.#perMs));
    if (wait > this.#maxWaitMs) return -1;
    this.#tokens -= 1;
    return wait;
  }
}

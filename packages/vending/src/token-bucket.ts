/** Permits that refill evenly over time up to a bound. It starts full; its time is the caller's. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #countedAt: number;

  /** `capacity` is at least 1, so that whoever waits long enough gets one. */
  constructor(perSecond: number, capacity: number, now: number) {
    this.#perMs = perSecond / 1_000;
    this.#capacity = Math.max(capacity, 1);
    this.#tokens = this.#capacity;
    this.#countedAt = now;
  }

  take(now: number): void {
    this.#count(now);
    this.#tokens -= 1;
  }

  /** A permit that was taken and not used. */
  giveBack(now: number): void {
    this.#count(now);
    this.#tokens = Math.min(this.#capacity, this.#tokens + 1);
  }

  has(now: number): boolean {
    this.#count(now);
    return this.#tokens >= 1;
  }

  isFull(now: number): boolean {
    this.#count(now);
    return this.#tokens >= this.#capacity;
  }

  /** Whole milliseconds until `permits` more could have been taken one after the other; 0 when they are there. */
  msUntil(permits: number, now: number): number {
    this.#count(now);
    return Math.max(0, Math.ceil((permits - this.#tokens) / this.#perMs));
  }

  #count(now: number): void {
    // A clock that was put back refills nothing, and does not stop the refilling until it has caught up.
    if (now > this.#countedAt) {
      this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#countedAt) * this.#perMs);
      // What would be one but for rounding is one: a timer set for a permit must find it.
      const whole = Math.round(this.#tokens);
      if (Math.abs(this.#tokens - whole) < 1e-6) this.#tokens = whole;
    }
    this.#countedAt = now;
  }
}

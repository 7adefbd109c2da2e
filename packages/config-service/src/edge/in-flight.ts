import { ResourceExhaustedError } from '@leasehold/domain';

/** Counts the calls being answered: bounds them, and tells a drain when the last one is done. */
export class InFlight {
  readonly #max: number;
  #count = 0;
  #whenIdle: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#count;
  }

  /** Admits a call; each one admitted must {@link leave}. @throws ResourceExhaustedError when the bound is reached. */
  enter(): void {
    if (this.#count >= this.#max) {
      throw new ResourceExhaustedError(`this instance is answering ${this.#max} calls already`, 100);
    }
    this.#count++;
  }

  leave(): void {
    this.#count--;
    if (this.#count > 0) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when no call is being answered. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }
}

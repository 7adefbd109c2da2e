import { ResourceExhaustedError, type TenantId } from '@leasehold/domain';

/**
 * Counts the calls being answered: bounds them, and tells a drain when the last one is done. The last quarter of the places is
 * for tenants that wait for less than a tenth of all: calls that wait, for STS or a store, must not keep other tenants out.
 */
export class InFlight {
  readonly #max: number;
  readonly #forAll: number;
  readonly #share: number;
  readonly #waiting = new Map<TenantId, number>();
  #count = 0;
  #whenIdle: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
    this.#forAll = max - Math.floor(max / 4);
    this.#share = Math.ceil(max / 10);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Admits a call; each one admitted must {@link leave}. `tenant` is whose it is, once that is known.
   * @throws ResourceExhaustedError when the bound is reached, or the tenant's
   */
  enter(tenant: TenantId | null = null): void {
    if (this.#count >= this.#max) {
      throw new ResourceExhaustedError(`this instance is answering ${this.#max} calls already`, 100);
    }
    if (this.#count >= this.#forAll && tenant !== null && (this.#waiting.get(tenant) ?? 0) >= this.#share) {
      throw new ResourceExhaustedError(
        'this instance is busy, and a tenth of its calls or more are of this tenant',
        100,
      );
    }
    this.#count++;
  }

  /** An admitted call of the tenant waits for something. To be told once, before it leaves. */
  wait(tenant: TenantId): void {
    this.#waiting.set(tenant, (this.#waiting.get(tenant) ?? 0) + 1);
  }

  /** A call leaves; `waited` is the tenant if it has been waiting. */
  leave(waited: TenantId | null = null): void {
    if (waited !== null) {
      const others = (this.#waiting.get(waited) ?? 1) - 1;
      if (others > 0) this.#waiting.set(waited, others);
      else this.#waiting.delete(waited);
    }
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

import type { TenantId } from '@leasehold/domain';

/** How many may be in at a time, of all tenants and of one. */
export interface PlaceBounds {
  readonly most: number;
  readonly mostOfOne: number;
}

/** Places for what takes room while it lasts. Who finds none free waits; tenants take turns, each in the order of its own. */
export class FairPlaces {
  readonly #bounds: PlaceBounds;
  readonly #taken = new Map<TenantId, number>();
  /** In the order of the tenants' turns; whoever has nobody waiting is not here. */
  readonly #waiting = new Map<TenantId, (() => void)[]>();
  #all = 0;

  constructor(bounds: PlaceBounds) {
    this.#bounds = bounds;
  }

  /** Resolves when there is a place, with how to leave it, which is to be called once. */
  async enter(tenant: TenantId): Promise<() => void> {
    await new Promise<void>((resolve) => {
      const line = this.#waiting.get(tenant);
      if (line === undefined) this.#waiting.set(tenant, [resolve]);
      else line.push(resolve);
      this.#serve();
    });
    return () => this.#leave(tenant);
  }

  #leave(tenant: TenantId): void {
    this.#all -= 1;
    const others = (this.#taken.get(tenant) ?? 1) - 1;
    if (others > 0) this.#taken.set(tenant, others);
    else this.#taken.delete(tenant);
    this.#serve();
  }

  #serve(): void {
    // A tenant that is served goes to the end, where this comes by again.
    for (const [tenant, line] of this.#waiting) {
      if (this.#all >= this.#bounds.most) return;
      const taken = this.#taken.get(tenant) ?? 0;
      if (taken >= this.#bounds.mostOfOne) continue;
      this.#waiting.delete(tenant);
      const next = line.shift();
      if (line.length > 0) this.#waiting.set(tenant, line);
      this.#taken.set(tenant, taken + 1);
      this.#all += 1;
      next?.();
    }
  }
}

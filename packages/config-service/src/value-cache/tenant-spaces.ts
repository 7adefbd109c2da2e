import type { Clock, TenantId } from '@leasehold/domain';
import { LargestFirst } from './largest-first.ts';
import { TenantSpace } from './tenant-space.ts';

/** How much may be held, and for how long a tenant's values can be of use to anybody. */
export interface SpaceBounds {
  readonly maxBytes: number;
  readonly maxBytesPerTenant: number;
  /** After so many milliseconds without use, nothing of a tenant could be served any more. */
  readonly usefulMs: number;
}

/**
 * The tenants' spaces, bounded in bytes all together. Over the bound, whoever was not seen for so long that nothing of theirs
 * could be served goes first; then bytes are taken from the largest, so that nobody is pushed below an equal share by others.
 */
export class TenantSpaces {
  readonly #bounds: SpaceBounds;
  readonly #clock: Clock;
  /** In order of use, least recently used first. */
  readonly #spaces = new Map<TenantId, TenantSpace>();
  readonly #bySize = new LargestFirst<TenantSpace>();
  #latest: TenantSpace | undefined;
  #bytes = 0;

  constructor(bounds: SpaceBounds, clock: Clock) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Tenants that have something held or under way now. */
  get size(): number {
    return this.#spaces.size;
  }

  /** The tenants of whom values are held. */
  holders(): readonly TenantId[] {
    return [...this.#spaces.values()].filter(({ bytes }) => bytes > 0).map(({ tenant }) => tenant);
  }

  find(tenant: TenantId): TenantSpace | undefined {
    return this.#spaces.get(tenant);
  }

  /** The tenant's space, a new one if there is none. It stays only if something is begun in it or put into it. */
  open(tenant: TenantId): TenantSpace {
    const existing = this.#spaces.get(tenant);
    if (existing !== undefined) return existing;
    const space = new TenantSpace(tenant, this.#bounds.maxBytesPerTenant, this.#clock.now());
    this.#spaces.set(tenant, space);
    this.#latest = space;
    return space;
  }

  /** Marks the space as used at `now`. */
  touch(space: TenantSpace, now: number): void {
    space.usedAt = now;
    if (this.#latest === space) return;
    this.#spaces.delete(space.tenant);
    this.#spaces.set(space.tenant, space);
    this.#latest = space;
  }

  /** Lets `change` happen in the space, and makes room again if it took some. */
  change<T>(space: TenantSpace, change: () => T): T {
    const result = this.#measured(space, change);
    this.touch(space, this.#clock.now());
    this.#forgetIfIdle(space);
    if (this.#bytes > this.#bounds.maxBytes) this.#makeRoom();
    return result;
  }

  /** {@link change} that takes no room and is no use of the space: it stays the next to go if it was. */
  tend<T>(space: TenantSpace, change: () => T): T {
    const result = this.#measured(space, change);
    this.#forgetIfIdle(space);
    return result;
  }

  #measured<T>(space: TenantSpace, change: () => T): T {
    const before = space.bytes;
    const result = change();
    if (space.bytes !== before) {
      this.#bytes += space.bytes - before;
      this.#bySize.update(space);
    }
    return result;
  }

  #makeRoom(): void {
    this.#forgetUnused();
    while (this.#bytes > this.#bounds.maxBytes) {
      const space = this.#bySize.largest;
      if (space === undefined || space.bytes === 0) return;
      this.#measured(space, () => space.dropLeastRecent());
      this.#forgetIfIdle(space);
    }
  }

  #forgetUnused(): void {
    const past = this.#clock.now() - this.#bounds.usefulMs;
    for (const space of this.#spaces.values()) {
      if (this.#bytes <= this.#bounds.maxBytes || space === this.#latest || space.usedAt > past) return;
      this.#measured(space, () => space.dropValues());
      this.#forgetIfIdle(space);
    }
  }

  #forgetIfIdle(space: TenantSpace): void {
    if (!space.idle) return;
    this.#spaces.delete(space.tenant);
    this.#bySize.remove(space);
    if (this.#latest === space) this.#latest = undefined;
  }
}

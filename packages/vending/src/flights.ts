import type { TenantCredentials, TenantId, VerifiedTenant } from '@leasehold/domain';

/** How a flight ended. A value either way: a flight that nobody waits for must not become an unhandled rejection. */
export type Landing = { readonly credentials: TenantCredentials } | { readonly error: unknown };

/** One call to the inner vendor. It belongs to nobody: it ends when STS answers, whoever still waits. */
export interface Flight {
  readonly key: string;
  /** Whose token it was begun with. */
  readonly caller: VerifiedTenant;
  /** Whether it renews a session that is still good. */
  readonly renewal: boolean;
  /** `soon`: begun for nobody in particular, so it may have been turned away where a caller would not have been. */
  readonly urgency: 'now' | 'soon';
  /** Whether somebody waits, or has waited, for it. */
  awaited: boolean;
  readonly landing: Promise<Landing>;
  /** Set by a purge: what lands was begun before it, and is for no one. */
  purged: boolean;
}

/** The flights in the air. */
export class Flights {
  readonly #joinable = new Map<string, Flight>();
  /** Those flown alone included. */
  readonly #airborne = new Set<Flight>();
  #renewals = 0;

  get size(): number {
    return this.#airborne.size;
  }

  /** How many of them were begun with nobody waiting. */
  get renewals(): number {
    return this.#renewals;
  }

  /** The flight that callers of this session join. */
  of(key: string): Flight | undefined {
    return this.#joinable.get(key);
  }

  /** From now on callers of the session join this flight. */
  enter(flight: Flight): void {
    this.#airborne.add(flight);
    this.#joinable.set(flight.key, flight);
    if (flight.urgency === 'soon') this.#renewals += 1;
  }

  leave(flight: Flight): void {
    if (this.#airborne.delete(flight) && flight.urgency === 'soon') this.#renewals -= 1;
    if (this.#joinable.get(flight.key) === flight) this.#joinable.delete(flight.key);
  }

  /** Nothing of what the tenant's flights bring is for anyone, and nobody joins them. */
  purge(tenant: TenantId): void {
    for (const flight of this.#airborne) {
      if (flight.caller.tenant !== tenant) continue;
      flight.purged = true;
      if (this.#joinable.get(flight.key) === flight) this.#joinable.delete(flight.key);
    }
  }
}

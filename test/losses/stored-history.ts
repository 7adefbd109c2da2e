import type { Place } from '@leasehold/dev';

/** What was stored under each key of a tenant, and when. Every value is another one. */
export class StoredHistory {
  readonly #now: () => number;
  /** By tenant and place: the values in their order, with the time of each. */
  readonly #stored = new Map<string, { readonly value: string; readonly at: number }[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A value that was not there yet. */
  next(tenant: string, place: Place): string {
    return `${idOf(tenant, place)}#${this.#of(tenant, place).length + 1}`;
  }

  stored(tenant: string, place: Place, value: string): void {
    this.#of(tenant, place).push({ value, at: this.#now() });
  }

  latest(tenant: string, place: Place): string | null {
    return this.#of(tenant, place).at(-1)?.value ?? null;
  }

  /** Where the value is among those stored there, from 1. */
  ordinal(tenant: string, place: Place, value: string): number {
    return this.#of(tenant, place).findIndex((each) => each.value === value) + 1;
  }

  /** When the one of this ordinal was stored; `undefined` when it is not known yet. */
  storedAt(tenant: string, place: Place, ordinal: number): number | undefined {
    return this.#of(tenant, place)[ordinal - 1]?.at;
  }

  /** For how long the value has been replaced by another, in milliseconds; 0 for the one that is there. */
  outdatedMs(tenant: string, place: Place, value: string): number {
    const next = this.#of(tenant, place)[this.ordinal(tenant, place, value)];
    return next === undefined ? 0 : this.#now() - next.at;
  }

  #of(tenant: string, place: Place) {
    const id = idOf(tenant, place);
    const known = this.#stored.get(id) ?? [];
    this.#stored.set(id, known);
    return known;
  }
}

function idOf(tenant: string, { service, key }: Place): string {
  return `${tenant}/${service}/${key}`;
}

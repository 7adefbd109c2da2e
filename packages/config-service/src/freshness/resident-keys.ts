import type { Clock, ConfigKey, ServiceName, TenantId } from '@leasehold/domain';
import { cacheKeyOf } from '../use-cases/address.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { ChangeCause, KeyChange, KeyChanges } from './key-changes.ts';
import type { Refills } from './refills.ts';

/** What {@link ResidentKeys} is made of. */
export interface ResidentKeysParts {
  readonly values: Pick<ValueCache, 'holds' | 'invalidate'>;
  readonly refills: Pick<Refills, 'changed'>;
  readonly clock: Clock;
  /** Told of what a listener threw: it is that listener's own failure, and nobody else's. */
  readonly onFailure: (failure: unknown) => void;
}

/** Forgets what the value cache holds of a changed key, tells whoever listens, and has it read again if somebody used it and nobody else reads it. */
export class ResidentKeys implements KeyChanges {
  readonly #parts: ResidentKeysParts;
  readonly #listeners = new Set<(change: KeyChange) => unknown>();

  constructor(parts: ResidentKeysParts) {
    this.#parts = parts;
  }

  changed(tenant: TenantId, service: ServiceName | null, key: ConfigKey, cause: ChangeCause): void {
    const { values, refills, clock } = this.#parts;
    if (cause === 'write') {
      // The cache has what was written, or knows that it does not know.
      this.#tell({ tenant, service, key, cause });
      return;
    }
    const cacheKey = cacheKeyOf(service, key);
    const isResident = values.holds(tenant, cacheKey, clock.now());
    values.invalidate(tenant, cacheKey);
    const isRead = this.#tell({ tenant, service, key, cause });
    refills.changed({ tenant, service, key, cacheKey }, isResident && !isRead);
  }

  onChange(listener: (change: KeyChange) => unknown): () => void {
    // A wrapper of its own: the same function may listen twice, and each stops for itself.
    const told = (change: KeyChange): unknown => listener(change);
    this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }

  /** @returns whether somebody has the key read */
  #tell(change: KeyChange): boolean {
    let isRead = false;
    for (const listener of this.#listeners) {
      try {
        if (listener(change) === true) isRead = true;
      } catch (failure) {
        this.#parts.onFailure(failure);
      }
    }
    return isRead;
  }
}

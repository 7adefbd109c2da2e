import { type ConfigKey, ResourceExhaustedError, type ServiceName, type TenantId } from '@leasehold/domain';
import type { CachingVendor, FairBudget } from '@leasehold/vending';
import type { StoreRoutes } from '../use-cases/store-routes.ts';
import { sessionAtHand } from '../use-cases/tenant-session.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';
import type { RefillOutcome } from './freshness-tally.ts';

/** A key that may be read again. `cacheKey` is its place in the tenant's space of the value cache. */
export interface RefillKey {
  readonly tenant: TenantId;
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
  readonly cacheKey: string;
}

/** What refills are made of. */
export interface RefillParts {
  readonly values: Pick<ValueCache, 'load'>;
  readonly vendor: Pick<CachingVendor, 'held'>;
  readonly stores: StoreRoutes;
  readonly budget: Pick<FairBudget, 'turn'>;
  readonly tally: { refilled(outcome: RefillOutcome): void };
}

interface Refill {
  /** True once its read has begun: a change after that is not in what it brings. */
  isReading: boolean;
  isOutdated: boolean;
}

/** Keys that wait for their refill or are being read, of all tenants together. */
const maxUnderWay = 2_000;

/**
 * Reads changed keys ahead, so that the next caller finds the new value: in a session that is at hand, within a budget, each key
 * once however often it is told of meanwhile. What exceeds the budget is left to the next caller, whom no budget limits.
 */
export class Refills {
  readonly #parts: RefillParts;
  readonly #underWay = new Map<string, Refill>();
  #closed = false;

  constructor(parts: RefillParts) {
    this.#parts = parts;
  }

  /** Keys that wait, or are being read, now. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Reads the key if it `wasResident`, or again if it is being read. To be told when what was held of it is gone. */
  changed(key: RefillKey, wasResident: boolean): void {
    // No tenant id has a space in it.
    const id = `${key.tenant} ${key.cacheKey}`;
    const underWay = this.#underWay.get(id);
    if (underWay !== undefined) {
      underWay.isOutdated = underWay.isReading;
      return;
    }
    if (!wasResident || this.#closed) return;
    if (this.#underWay.size >= maxUnderWay) {
      this.#parts.tally.refilled('dropped');
      return;
    }
    const refill: Refill = { isReading: false, isOutdated: false };
    this.#underWay.set(id, refill);
    void this.#refill(key, refill).then((outcome) => {
      this.#underWay.delete(id);
      this.#parts.tally.refilled(outcome);
    });
  }

  /** Begins no further read. */
  close(): void {
    this.#closed = true;
  }

  async #refill(key: RefillKey, refill: Refill): Promise<RefillOutcome> {
    let outcome: RefillOutcome;
    do {
      refill.isReading = false;
      refill.isOutdated = false;
      // Before the budget is asked: what cannot be read must not use it up.
      if (!this.#hasSession(key)) return 'no-session';
      try {
        await this.#parts.budget.turn(key.tenant, { urgency: 'soon' });
      } catch (failure) {
        return failure instanceof ResourceExhaustedError ? 'dropped' : 'failed';
      }
      refill.isReading = true;
      outcome = await this.#read(key);
    } while (refill.isOutdated && outcome === 'done');
    return outcome;
  }

  /** By the cache's own way, so that callers who ask meanwhile share the read, and nothing superseded is published. */
  async #read({ tenant, service, key, cacheKey }: RefillKey): Promise<RefillOutcome> {
    const { values, vendor, stores } = this.#parts;
    try {
      const session = this.#closed ? null : sessionAtHand(vendor, tenant, service);
      if (session === null) return 'no-session';
      const place = { tenant, key: cacheKey, tag: key.tag };
      await values.load(place, wanted, () => stores.storeFor(key.tag).get(session, service, key.name)).result;
      return 'done';
    } catch {
      // The next caller asks the store, and is told what there is to tell.
      return 'failed';
    }
  }

  #hasSession({ tenant, service }: RefillKey): boolean {
    return !this.#closed && this.#parts.vendor.held(tenant, { access: 'read', service }) !== null;
  }
}

const wanted = { isWanted: () => true };

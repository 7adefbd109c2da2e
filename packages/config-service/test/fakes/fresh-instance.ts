import { type ConfigTag, parseTenantId, type ServiceName, type TenantId } from '@leasehold/domain';
import { FairBudget } from '@leasehold/vending';
import { FreshnessTally } from '../../src/freshness/freshness-tally.ts';
import { GroupCheck } from '../../src/freshness/group-check.ts';
import type { KeyChange } from '../../src/freshness/key-changes.ts';
import type { KeyGroup } from '../../src/freshness/key-group.ts';
import { Reconcile } from '../../src/freshness/reconcile.ts';
import { Refills } from '../../src/freshness/refills.ts';
import { ResidentKeys } from '../../src/freshness/resident-keys.ts';
import { StoreSweep } from '../../src/freshness/store-sweep.ts';
import { type Address, parseAddress } from '../../src/use-cases/address.ts';
import { ValueCache, type ValueCacheLimits } from '../../src/value-cache/value-cache.ts';
import { FakeVendor } from './fake-vendor.ts';
import { MemoryStore } from './memory-store.ts';
import { SimulatedTime } from './simulated-time.ts';

const limits: ValueCacheLimits = {
  maxBytes: 10_000_000,
  maxBytesPerTenant: 1_000_000,
  ttlMs: { tenant_config: 3_600_000, param_config: 3_600_000 },
  absentTtlMs: 60_000,
  staleMs: 60_000,
};

/** Of how many calls a second refills and comparisons are made, and what else differs. */
export interface FreshParts {
  readonly perSecond?: number;
  readonly burst?: number;
  readonly comparisonsPerSecond?: number;
  readonly intervalMs?: number;
  readonly values?: Partial<ValueCacheLimits>;
}

/** What keeps an instance's values fresh, on a store in memory and a time that a test turns. */
export class FreshInstance {
  readonly time: SimulatedTime;
  readonly stores: Readonly<Record<ConfigTag, MemoryStore>>;
  readonly vendor = new FakeVendor();
  readonly values: ValueCache;
  readonly tally = new FreshnessTally();
  readonly refills: Refills;
  readonly changes: ResidentKeys;
  readonly reconcile: Reconcile;
  readonly told: KeyChange[] = [];
  /** What is watched, and what was listed of it. */
  readonly watchedGroups: KeyGroup[] = [];
  readonly listed: { readonly group: KeyGroup; readonly versions: ReadonlyMap<string, number> }[] = [];
  readonly failures: unknown[] = [];

  constructor(parts: FreshParts = {}, world: Pick<FreshInstance, 'time' | 'stores'> = freshWorld()) {
    this.time = world.time;
    this.stores = world.stores;
    const { perSecond = 20, burst = 40, comparisonsPerSecond = 100, intervalMs = 60_000 } = parts;
    this.values = new ValueCache({ ...limits, ...parts.values }, this.time);
    const waits = { maxWaiting: 1_000, maxWaitingPerTenant: 250, maxWaitMs: 5_000 };
    const budget = new FairBudget({
      limits: { of: 'refills', perSecond, burst, tenantSharePercent: 25, ...waits },
      clock: this.time,
      schedule: this.time.schedule,
      observer: { budgetWait: () => {}, shed: () => {} },
    });
    const { values, vendor, tally } = this;
    this.refills = new Refills({ values, vendor, stores: this.routes, budget, tally });
    this.changes = new ResidentKeys({
      values,
      refills: this.refills,
      clock: this.time,
      onFailure: (failure) => this.failures.push(failure),
    });
    this.changes.onChange((change) => this.told.push(change));
    const watched = {
      watched: () => this.watchedGroups,
      listed: (group: KeyGroup, versions: ReadonlyMap<string, number>) => this.listed.push({ group, versions }),
    };
    const sweepOf = (tag: ConfigTag): StoreSweep => {
      const limits = { of: 'comparisons', perSecond: comparisonsPerSecond, burst: comparisonsPerSecond };
      const all = { tenantSharePercent: 100, maxWaiting: 1_000, maxWaitingPerTenant: 1_000, maxWaitMs: 3_600_000 };
      const check = new GroupCheck({
        values,
        vendor,
        stores: this.routes,
        changes: this.changes,
        watched,
        budget: new FairBudget({
          limits: { ...limits, ...all },
          clock: this.time,
          schedule: this.time.schedule,
          observer: { budgetWait: () => {}, shed: () => {} },
        }),
        tally,
        onFailure: (failure) => this.failures.push(failure),
      });
      const { schedule } = this.time;
      const onFailure = (failure: unknown) => this.failures.push(failure);
      return new StoreSweep({
        tag,
        intervalMs,
        values,
        watched,
        check,
        tally,
        clock: this.time,
        schedule,
        random: this.#random,
        onFailure,
      });
    };
    this.reconcile = new Reconcile({ tenant_config: sweepOf('tenant_config'), param_config: sweepOf('param_config') });
  }

  /** As random as a test needs it, and the same every time. */
  readonly #random = (): number => {
    this.#seed = (this.#seed * 16_807) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  };
  #seed = 42;

  readonly routes = { storeFor: (tag: ConfigTag): MemoryStore => this.stores[tag] };

  /** A session of the tenant is at hand from now on. */
  has(...tenants: readonly string[]): void {
    for (const tenant of tenants) this.vendor.atHand.add(parseTenantId(tenant));
  }

  /** Puts a value behind the instance's back. */
  async put(tenant: string, service: string, key: string, value = 'v'): Promise<void> {
    const { address, session, store } = this.#at(tenant, service, key);
    const expectedVersion = (await store.get(session, address.service, address.key.name))?.version ?? 0;
    const write = { value, contentType: 'text/plain', sensitivity: 'normal' as const, expectedVersion, author: 'ann' };
    await store.put(session, address.service, address.key.name, write);
  }

  /** Deletes a value behind the instance's back. */
  async delete(tenant: string, service: string, key: string): Promise<void> {
    const { address, session, store } = this.#at(tenant, service, key);
    const expectedVersion = (await store.get(session, address.service, address.key.name))?.version ?? 0;
    if (expectedVersion === 0) return;
    await store.delete(session, address.service, address.key.name, { expectedVersion, author: 'ann' });
  }

  /** The version stored, 0 for nothing. */
  async stored(tenant: string, service: string, key: string): Promise<number> {
    const { address, session, store } = this.#at(tenant, service, key);
    return (await store.get(session, address.service, address.key.name))?.version ?? 0;
  }

  /** Reads as a caller would: from memory, or else from the store and into it. */
  async read(tenant: string, service: string, key: string): Promise<number> {
    const { id, address, session, store } = this.#at(tenant, service, key);
    const cached = this.values.lookup(id, address.cacheKey, this.time.now());
    if (cached !== undefined) return cached.encoded?.version ?? 0;
    const place = { tenant: id, key: address.cacheKey, tag: address.key.tag };
    const load = this.values.load(place, { isWanted: () => true }, () =>
      store.get(session, address.service, address.key.name),
    );
    return (await load.result)?.version ?? 0;
  }

  /** The version held in memory, 0 for "nothing stored", `undefined` when the store would be asked. */
  heldVersion(tenant: string, service: string, key: string): number | undefined {
    const { id, address } = this.#at(tenant, service, key);
    const value = this.values.lookup(id, address.cacheKey, this.time.now());
    return value === undefined ? undefined : (value.encoded?.version ?? 0);
  }

  /** The version that is served while the store cannot be asked. */
  lateVersion(tenant: string, service: string, key: string): number | undefined {
    const { id, address } = this.#at(tenant, service, key);
    return this.values.stale(id, address.cacheKey, this.time.now())?.encoded?.version;
  }

  /** The notifier tells of a change. */
  refresh(tenant: string, service: string, key: string): void {
    const { id, address } = this.#at(tenant, service, key);
    this.changes.changed(id, address.service, address.key, 'refresh');
  }

  /** Forgets which calls the stores were asked. */
  forgetCalls(): void {
    for (const store of Object.values(this.stores)) store.calls.length = 0;
  }

  #at(tenant: string, service: string, key: string) {
    const address: Address & { readonly service: ServiceName | null } = parseAddress(service, key);
    const id: TenantId = parseTenantId(tenant);
    return { id, address, session: sessionOf(id), store: this.stores[address.key.tag] };
  }
}

/** The store and the time that several instances share. */
export function freshWorld(): Pick<FreshInstance, 'time' | 'stores'> {
  const stores = { tenant_config: new MemoryStore('tenant_config'), param_config: new MemoryStore('param_config') };
  return { time: new SimulatedTime(), stores };
}

function sessionOf(tenant: TenantId) {
  const vendor = new FakeVendor();
  vendor.atHand.add(tenant);
  const session = vendor.held(tenant);
  if (session === null) throw new Error('the fake vendor has lost a session');
  return session;
}

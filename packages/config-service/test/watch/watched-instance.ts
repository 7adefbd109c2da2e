import {
  type BearerToken,
  type ConfigTag,
  parseConfigKey,
  parseServiceName,
  type TenantId,
  TenantRevokedError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { FairBudget } from '@leasehold/vending';
import { ResidentKeys } from '../../src/freshness/resident-keys.ts';
import { ForgottenTenants } from '../../src/revocation/forgotten-tenants.ts';
import { cacheKeyOf } from '../../src/use-cases/address.ts';
import { GetConfig } from '../../src/use-cases/get-config.ts';
import { ListConfigs } from '../../src/use-cases/list-configs.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import { WatchHub } from '../../src/watch/watch-hub.ts';
import { WatchTally } from '../../src/watch/watch-tally.ts';
import { cacheLimits } from '../fakes/cache-entries.ts';
import { callerOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import type { ManualClock } from '../fakes/manual-clock.ts';
import { ManualSchedule } from '../fakes/manual-schedule.ts';
import type { MemoryStore } from '../fakes/memory-store.ts';

export type Stores = Readonly<Record<ConfigTag, MemoryStore>>;

/** What of an instance a watch needs, on stores that it may share with others. */
export class WatchedInstance {
  readonly vendor = new FakeVendor();
  readonly schedule = new ManualSchedule();
  readonly tally = new WatchTally();
  readonly failures: unknown[] = [];
  /** What becomes of a token that is looked at again. */
  verify: (token: BearerToken) => Promise<VerifiedTenant> = () => Promise.resolve(callerOf('acme'));
  readonly forgotten = new ForgottenTenants();
  /** Whoever is revoked. */
  readonly refused = new Set<TenantId>();
  readonly revoked = {
    check: ({ tenant }: { readonly tenant: TenantId }): void => {
      if (this.refused.has(tenant)) throw new TenantRevokedError();
    },
  };
  /** What the budget says to each read because of a change. */
  turn: FairBudget['turn'] = () => undefined;
  readonly changes: ResidentKeys;
  readonly getConfig: GetConfig;
  readonly hub: WatchHub;
  readonly #stores: Stores;

  constructor(
    stores: Stores,
    clock: ManualClock,
    limits: Partial<{ maxWatches: number; maxWatchesPerTenant: number }> = {},
  ) {
    this.#stores = stores;
    const values = new ValueCache(
      { ...cacheLimits, staleMs: 60_000, maxBytes: 20_000_000, maxBytesPerTenant: 8_000_000 },
      clock,
    );
    const routes = { storeFor: (tag: ConfigTag) => stores[tag] };
    this.changes = new ResidentKeys({
      values,
      refills: { changed: () => undefined },
      clock,
      onFailure: (failure) => this.failures.push(failure),
    });
    this.getConfig = new GetConfig(values, this.vendor, routes, clock);
    this.hub = new WatchHub({
      limits: { maxWatches: 10_000, maxWatchesPerTenant: 10_000, heartbeatMs: 30_000, maxReadMs: 1_000, ...limits },
      changes: this.changes,
      getConfig: this.getConfig,
      listConfigs: new ListConfigs(values, this.vendor, routes),
      values,
      vendor: this.vendor,
      stores: routes,
      budget: { turn: (...args) => this.turn(...args) },
      clock,
      schedule: this.schedule.after,
      random: () => 0.5,
      tally: this.tally,
      verifier: { verify: (token) => this.verify(token) },
      revoked: this.revoked,
      forgotten: this.forgotten,
      onFailure: (failure) => this.failures.push(failure),
    });
  }

  /** The notifier tells of a change. */
  told(tenant: TenantId, service: string, key: string): void {
    const serviceName = service === '' ? null : parseServiceName(service);
    this.changes.changed(tenant, serviceName, parseConfigKey(key), 'refresh');
  }

  /** The sweep compares all that is watched. */
  async sweep(): Promise<void> {
    for (const group of this.hub.watched()) {
      const credentials = await this.vendor.vend({ tenant: group.tenant } as never, {
        access: 'read',
        service: group.service,
      });
      const store = this.#stores[group.tag];
      const versions = new Map<string, number>();
      for (let after: string | null = null, more = true; more; more = after !== null) {
        const page = await store.versions(credentials, group.service, { limit: 3, after });
        for (const [name, version] of page.versions) {
          versions.set(cacheKeyOf(group.service, { tag: group.tag, name }), version);
        }
        after = page.next;
      }
      this.hub.listed(group, versions);
    }
  }
}

import { override, parts } from '@leasehold/config-service';
import { type ConfigEntry, TenantCredentials, type TenantId, type VerifiedTenant } from '@leasehold/domain';
import type { LocalAws } from '@leasehold/local-aws';
import {
  configSortKey,
  historySortKey,
  leadingKey,
  parameterPath,
  parameterSortKey,
  servicePath,
} from '@leasehold/policies';
import { type ConfigStore, StoreRouter } from '@leasehold/storage';
import type { Override } from './quiet-service.ts';
import { relabelled } from './sessions-mixed-up.ts';

/**
 * The published reference for this pattern leaks so: values are remembered by service and key alone, for all tenants.
 */
export function cacheKeyedByKeyAlone(): Override {
  return override(
    parts.stores,
    [parts.dynamoDbStore, parts.parameterStore],
    (dynamoDb, parameters) => new StoreRouter({ tenant_config: remembering(dynamoDb), param_config: parameters }),
  );
}

function remembering(store: ConfigStore): ConfigStore {
  const remembered = new Map<string, ConfigEntry | null>();
  return {
    tag: store.tag,
    async get(credentials, service, name) {
      const key = `${service}/${name}`;
      const known = remembered.get(key) ?? (await store.get(credentials, service, name));
      remembered.set(key, known);
      return known;
    },
    getMany: (credentials, service, names) => store.getMany(credentials, service, names),
    list: (credentials, service, page) => store.list(credentials, service, page),
    versions: (credentials, service, page) => store.versions(credentials, service, page),
    put: (credentials, service, name, write) => store.put(credentials, service, name, write),
    delete: (credentials, service, name, removal) => store.delete(credentials, service, name, removal),
  };
}

/**
 * All tenants share one session and one space: those of `landlord`, once its admin has called. IAM sees nothing amiss,
 * because nothing is: a service that holds a tenant's live token can act as that tenant, and only that.
 */
export function oneSpaceForAll(landlord: string): readonly Override[] {
  let admin: VerifiedTenant | undefined;
  return [
    override(parts.vendor, [parts.vending], ({ vendor }) => ({
      async vend(caller, scope) {
        if (caller.tenant === landlord && caller.role === 'admin') admin = caller;
        return relabelled(await vendor.vend(admin ?? caller, scope), caller.tenant);
      },
    })),
    namesOf(() => landlord),
  ];
}

/**
 * A service as most are: one key for everything, here the administrator's, and whose data is asked for is up to the
 * service alone. `owner` is the mistake in it.
 */
export function oneKeyForEverything({ operator }: LocalAws, owner: (caller: string) => string): readonly Override[] {
  const expiresAt = Number.MAX_SAFE_INTEGER;
  return [
    override(parts.vendor, [], () => ({
      vend: async ({ tenant }) => new TenantCredentials({ ...operator, sessionToken: '', expiresAt, tenant }),
    })),
    namesOf(owner),
  ];
}

function namesOf(owner: (caller: string) => string): Override {
  return override(parts.storeNames, [parts.settings], ({ deployment: { parameterRoot } }) => ({
    leadingKey: (tenant: TenantId, service: string | null) => leadingKey(owner(tenant), service),
    servicePath: (tenant: TenantId, service: string) => servicePath(parameterRoot, owner(tenant), service),
    parameterPath: (tenant: TenantId, service: string, name: string) =>
      parameterPath(parameterRoot, owner(tenant), service, name),
    configSortKey,
    historySortKey,
    parameterSortKey,
  }));
}

import { override, parts } from '@leasehold/config-service';
import type { ConfigEntry, TenantId, VerifiedTenant } from '@leasehold/domain';
import {
  configSortKey,
  historySortKey,
  leadingKey,
  parameterPath,
  parameterSortKey,
  servicePath,
} from '@leasehold/policies';
import { type ConfigStore, StoreRouter } from '@leasehold/storage';
import { relabelled } from './sessions-mixed-up.ts';

/**
 * The published reference for this pattern leaks so: values are remembered by service and key alone, for all tenants.
 */
export function cacheKeyedByKeyAlone() {
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
    put: (credentials, service, name, write) => store.put(credentials, service, name, write),
    delete: (credentials, service, name, removal) => store.delete(credentials, service, name, removal),
  };
}

/**
 * All tenants share one session and one space: those of `landlord`, once its admin has called. IAM sees nothing amiss,
 * because nothing is: a service that holds a tenant's live token can act as that tenant, and only that.
 */
export function oneSpaceForAll(landlord: string) {
  let admin: VerifiedTenant | undefined;
  return [
    override(parts.vendor, [parts.vending], ({ vendor }) => ({
      async vend(caller, scope) {
        if (caller.tenant === landlord && caller.role === 'admin') admin = caller;
        return relabelled(await vendor.vend(admin ?? caller, scope), caller.tenant);
      },
    })),
    override(parts.storeNames, [parts.settings], ({ deployment: { parameterRoot } }) => ({
      leadingKey: (_tenant: TenantId, service: string | null) => leadingKey(landlord, service),
      servicePath: (_tenant: TenantId, service: string) => servicePath(parameterRoot, landlord, service),
      parameterPath: (_tenant: TenantId, service: string, name: string) =>
        parameterPath(parameterRoot, landlord, service, name),
      configSortKey,
      historySortKey,
      parameterSortKey,
    })),
  ];
}

import type { ConfigName, ConfigTag, ServiceName, TenantId } from '@leasehold/domain';
import { parseAddress } from '../use-cases/address.ts';
import type { HeldKey } from '../value-cache/work-under-way.ts';

/** All of one tenant's keys that one listing of a store tells of. */
export interface KeyGroup {
  readonly tenant: TenantId;
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  readonly tag: ConfigTag;
}

/** A key that is held, and its name in its store. */
export interface NamedKey extends HeldKey {
  readonly name: ConfigName;
}

/** Of the keys held of one tenant, those of a store by service. */
export function byService(
  held: readonly HeldKey[],
  tag: ConfigTag,
): ReadonlyMap<ServiceName | null, readonly NamedKey[]> {
  const services = new Map<ServiceName | null, NamedKey[]>();
  for (const each of held) {
    // The grammar of services has no slash.
    const slash = each.key.indexOf('/');
    if (!each.key.startsWith(tag, slash + 1)) continue;
    const { service, key } = parseAddress(each.key.slice(0, slash), each.key.slice(slash + 1));
    const named = { ...each, name: key.name };
    const keys = services.get(service);
    if (keys === undefined) services.set(service, [named]);
    else keys.push(named);
  }
  return services;
}

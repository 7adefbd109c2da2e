import { type ConfigName, type ConfigTag, isConfigName, type ServiceName, type TenantId } from '@leasehold/domain';
import { parseService } from '../use-cases/address.ts';
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

/** The services of which keys of a store are among those held of one tenant. */
export function servicesIn(held: readonly HeldKey[], tag: ConfigTag): ReadonlySet<ServiceName | null> {
  const texts = new Set<string>();
  for (const { key } of held) {
    // The grammar of services has no slash.
    const slash = key.indexOf('/');
    if (key.startsWith(tag, slash + 1)) texts.add(key.slice(0, slash));
  }
  return new Set([...texts].map(parseService));
}

/** Of the keys held of the group's tenant those that are in the group, by key. */
export function keysIn(
  held: readonly HeldKey[],
  { service, tag }: Omit<KeyGroup, 'tenant'>,
): ReadonlyMap<string, NamedKey> {
  const prefix = `${service ?? ''}/${tag}_`;
  const keys = new Map<string, NamedKey>();
  for (const each of held) {
    if (!each.key.startsWith(prefix)) continue;
    const name = each.key.slice(prefix.length);
    if (isConfigName(name)) keys.set(each.key, { ...each, name });
  }
  return keys;
}

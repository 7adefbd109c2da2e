import type { Place } from '@leasehold/dev';

/** Where an entry is, of whom. */
export interface TenantPlace extends Place {
  readonly tenant: string;
}

/** A key of each store for each of `tenants`, those of one store first. */
export function tenantPlaces(tenants: number): readonly TenantPlace[] {
  return ['tenant_config_theme', 'param_config_endpoint'].flatMap((key) =>
    Array.from({ length: tenants }, (_, index) => ({ tenant: `tenant-${index}`, service: 'orders', key })),
  );
}

export function isParameter({ key }: Place): boolean {
  return key.startsWith('param_config_');
}

import { type ConfigEntry, type ConfigTag, parseConfigKey, type TenantId } from '@leasehold/domain';
import type { ValueCache, ValueCacheLimits } from '../../src/value-cache/value-cache.ts';
import type { Place } from '../../src/value-cache/work-under-way.ts';

export const cacheLimits: ValueCacheLimits = {
  maxBytes: 20_000,
  maxBytesPerTenant: 8_000,
  ttlMs: { tenant_config: 30_000, param_config: 60_000 },
  absentTtlMs: 2_000,
  staleMs: 0,
};

export function entryOf(value: string, parts: Partial<ConfigEntry> = {}): ConfigEntry {
  return {
    service: null,
    key: parseConfigKey('tenant_config_theme'),
    value,
    contentType: 'text/plain',
    version: 1,
    lastModifiedAt: 0,
    author: null,
    sensitivity: 'normal',
    ...parts,
  };
}

/** A place in the cache. */
export function at(tenant: TenantId, key = 'k', tag: ConfigTag = 'tenant_config'): Place {
  return { tenant, key, tag };
}

/** The stored text under a key as the cache would serve it now: `null` for nothing stored, `undefined` when the store must be asked. */
export function seenIn(cache: ValueCache, now: number, tenant: TenantId, key = 'k'): string | null | undefined {
  const value = cache.lookup(tenant, key, now);
  if (value === undefined) return undefined;
  return value.encoded === null ? null : Buffer.from(value.encoded.bytes).toString('latin1');
}

/** A caller that waits for a load. */
export const waiting = { isWanted: () => true };

import { ResourceExhaustedError, type TenantId, UnavailableError } from '@leasehold/domain';
import type { ServedEntry } from '../encoding/served-entry.ts';
import type { ValueCache } from '../value-cache/value-cache.ts';

/**
 * The value last known in place of `failure`, told as stale and with its age: only where AWS could not be asked for the moment. What
 * AWS or this service refuses stays refused. `undefined` when there is none that may be served so late.
 */
export function staleInstead(
  cache: ValueCache,
  tenant: TenantId,
  key: string,
  now: number,
  failure: unknown,
): ServedEntry | undefined {
  if (!(failure instanceof UnavailableError || failure instanceof ResourceExhaustedError)) return undefined;
  const value = cache.stale(tenant, key, now);
  if (value?.encoded === undefined || value.encoded === null) return undefined;
  return { encoded: value.encoded, source: 'stale', ageMs: Math.max(now - value.loadedAt, 0) };
}

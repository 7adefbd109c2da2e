import type { RefreshRequest } from '@leasehold/contract';
import {
  type ConfigKey,
  InvalidInputError,
  isServiceName,
  isTenantId,
  parseConfigKey,
  type ServiceName,
  type TenantId,
} from '@leasehold/domain';
import { assertStorable } from '../use-cases/address.ts';

/** One key that was changed, in the grammar. */
export interface NamedChange {
  readonly tenant: TenantId;
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
}

/** Keys that one call may name: what the notifier makes of a batch fits into few calls, and no call takes long. */
const maxKeys = 1_000;

/**
 * What a request names. A key of no tenant, of no service or in no store that we have is `skipped`: events tell of all that is
 * below the deployment's names, ours or not.
 * @throws InvalidInputError for more than {@link maxKeys} keys
 */
export function namedChanges({ changes }: Readonly<RefreshRequest>): {
  readonly named: readonly NamedChange[];
  readonly skipped: number;
} {
  const total = changes.reduce((sum, { keys }) => sum + keys.length, 0);
  if (total > maxKeys) throw new InvalidInputError('changes', `at most ${maxKeys} keys in all`);
  const named = changes.flatMap(({ tenant, service, keys }) => {
    if (!isTenantId(tenant)) return [];
    const owner = service === '' ? null : service;
    if (owner !== null && !isServiceName(owner)) return [];
    return keys.map(keyOf).flatMap((key) => (isStorable(owner, key) ? [{ tenant, service: owner, key }] : []));
  });
  return { named, skipped: total - named.length };
}

function keyOf(text: string): ConfigKey | null {
  return unlessInvalid(() => parseConfigKey(text));
}

function isStorable(service: ServiceName | null, key: ConfigKey | null): key is ConfigKey {
  return key !== null && unlessInvalid(() => assertStorable(service, key.tag)) !== null;
}

function unlessInvalid<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

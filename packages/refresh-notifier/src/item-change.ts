import { isConfigName, isServiceName, isTenantId, type ServiceName, type TenantId } from '@leasehold/domain';
import type { Change } from './change.ts';

/** What an item of the table says was changed: a key, or nothing that is ever served, as a past version is. */
export type ItemChange = Change | 'history' | null;

const partition = /^TENANT#([^#|]+)(?:\|SERVICE#([^#|]+))?$/;

/**
 * The change that an item's key tells of. `CONFIG#<name>` is a value of the table's own; `PARAMETER#<name>` is what is kept beside
 * a parameter, so it changes with that parameter, and its record is surer than Parameter Store's own event. `null` for any
 * other item, and for names outside their grammars.
 */
export function itemChange(pk: unknown, sk: unknown): ItemChange {
  const owner = typeof pk === 'string' ? ownerOf(pk) : null;
  if (owner === null || typeof sk !== 'string') return null;
  const separator = sk.indexOf('#');
  const name = sk.slice(separator + 1);
  switch (sk.slice(0, separator)) {
    case 'CONFIG':
      return isConfigName(name) ? { ...owner, key: { tag: 'tenant_config', name } } : null;
    case 'PARAMETER':
      return isConfigName(name) && owner.service !== null ? { ...owner, key: { tag: 'param_config', name } } : null;
    case 'HISTORY':
      return 'history';
    default:
      return null;
  }
}

function ownerOf(pk: string): { readonly tenant: TenantId; readonly service: ServiceName | null } | null {
  const [, tenant, service = null] = partition.exec(pk) ?? [];
  if (!isTenantId(tenant)) return null;
  return service === null || isServiceName(service) ? { tenant, service } : null;
}

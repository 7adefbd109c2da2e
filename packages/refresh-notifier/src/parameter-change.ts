import { isConfigName, isServiceName, isTenantId } from '@leasehold/domain';
import type { Change } from './change.ts';

/**
 * The change that a parameter's name tells of: `/<root>/<tenant>/<service>/<name>`, each in its grammar. `null` for any other
 * name: the event pattern lets through what begins with the root, and others may keep parameters there.
 */
export function parameterChange(name: unknown, root: string): Change | null {
  if (typeof name !== 'string') return null;
  const [nothing, first, tenant, service, last, ...more] = name.split('/');
  if (nothing !== '' || first !== root || more.length > 0) return null;
  if (!isTenantId(tenant) || !isServiceName(service) || !isConfigName(last)) return null;
  return { tenant, service, key: { tag: 'param_config', name: last } };
}

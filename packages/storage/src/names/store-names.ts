import type { TenantId } from '@leasehold/domain';
import {
  configSortKey,
  type Deployment,
  historySortKey,
  leadingKey,
  parameterPath,
  parameterSortKey,
  servicePath,
} from '@leasehold/policies';

/**
 * How the stores name a tenant's data. It is its own dependency for one reason: a sabotaged one makes the stores ask for
 * another tenant's key, which shows that AWS refuses it. The tenant a store passes is always its credentials' own.
 */
export interface StoreNames {
  leadingKey(tenant: TenantId, service: string | null): string;
  /** The path a listing asks for, without a slash at the end. */
  servicePath(tenant: TenantId, service: string): string;
  parameterPath(tenant: TenantId, service: string, name: string): string;
  configSortKey(name: string): string;
  historySortKey(name: string, version: number): string;
  parameterSortKey(name: string): string;
}

/** The names the policies are written for. */
export function deploymentNames(deployment: Deployment): StoreNames {
  const root = deployment.parameterRoot;
  return {
    leadingKey,
    servicePath: (tenant, service) => servicePath(root, tenant, service),
    parameterPath: (tenant, service, name) => parameterPath(root, tenant, service, name),
    configSortKey,
    historySortKey,
    parameterSortKey,
  };
}

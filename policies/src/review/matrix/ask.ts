import type { ContextValue } from '@leasehold/iam-engine';
import type { Deployment } from '../../deployment.ts';
import {
  leadingKey,
  parameterArn,
  parameterKeyArn,
  parameterPath,
  roleArn,
  servicePath,
  tableArn,
} from '../../names.ts';
import { parameterStoreEndpoint } from '../../service-endpoints.ts';
import type { AskedAction } from './asked-actions.ts';
import { dataOf, type Owner } from './owner.ts';

/** One request, without what the caller brings along. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

/**
 * The request of the action on the owner's data; `null` where there is no such data. A request that names nobody's data,
 * such as a scan, is the same for every owner, since it would reach them all.
 */
export function askFor(deployment: Deployment, { action, shape }: AskedAction, owner: Owner): Ask | null {
  const { tenant, service } = dataOf(owner);
  const keys = { 'dynamodb:LeadingKeys': [leadingKey(tenant, service)] };
  switch (shape) {
    case 'items':
      return { action, resource: tableArn(deployment), context: keys };
    case 'index':
      return { action, resource: `${tableArn(deployment)}/index/by-name`, context: keys };
    case 'whole-table':
      return { action, resource: tableArn(deployment), context: {} };
    case 'no-resource':
      return { action, resource: '*', context: {} };
    case 'role':
      return { action, resource: roleArn(deployment, deployment.writerRole), context: {} };
    case 'tenant-path':
      if (owner === 'other-service' || owner === 'shared') return null;
      return { action, resource: parameterArn(deployment, `/${deployment.parameterRoot}/${tenant}`), context: {} };
    default:
      return service === null ? null : askForParameter(deployment, action, shape, tenant, service);
  }
}

/** Shared configuration has no parameters, so every one has a service. */
function askForParameter(
  deployment: Deployment,
  action: string,
  shape: 'parameter' | 'service-path' | 'key' | 'key-directly',
  tenant: string,
  service: string,
): Ask {
  const root = deployment.parameterRoot;
  const parameter = parameterArn(deployment, parameterPath(root, tenant, service, 'password'));
  if (shape === 'parameter') return { action, resource: parameter, context: {} };
  if (shape === 'service-path') {
    return { action, resource: parameterArn(deployment, servicePath(root, tenant, service)), context: {} };
  }
  const context = {
    'kms:EncryptionContext:PARAMETER_ARN': parameter,
    ...(shape === 'key' ? { 'kms:ViaService': parameterStoreEndpoint(deployment) } : {}),
  };
  return { action, resource: parameterKeyArn(deployment), context };
}

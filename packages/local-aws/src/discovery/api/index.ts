import { AwsError } from '../../endpoint/aws-error.ts';
import type { AwsCall, AwsService } from '../../endpoint/aws-service.ts';
import type { CloudMap } from '../cloud-map.ts';
import { discoverInstances, discoverInstancesRevision } from './discover-instances.ts';
import {
  deregisterInstance,
  getInstance,
  listInstances,
  registerInstance,
  updateInstanceCustomHealthStatus,
} from './instances.ts';
import type { Operation, Reply } from './parameters.ts';
import { createHttpNamespace, createPrivateDnsNamespace, createService, getOperation } from './provisioning.ts';

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['CreateHttpNamespace', createHttpNamespace],
  ['CreatePrivateDnsNamespace', createPrivateDnsNamespace],
  ['CreateService', createService],
  ['GetOperation', getOperation],
  ['RegisterInstance', registerInstance],
  ['DeregisterInstance', deregisterInstance],
  ['GetInstance', getInstance],
  ['ListInstances', listInstances],
  ['UpdateInstanceCustomHealthStatus', updateInstanceCustomHealthStatus],
  ['DiscoverInstances', discoverInstances],
  ['DiscoverInstancesRevision', discoverInstancesRevision],
]);

/** The embedded Cloud Map. */
export function createDiscoveryService(map: CloudMap): AwsService {
  return {
    signingName: 'servicediscovery',
    eventSource: 'servicediscovery.amazonaws.com',
    accessDeniedCode: 'AccessDeniedException',
    async handle(call) {
      const operation = operations.get(call.operation);
      if (operation === undefined) {
        throw new AwsError('UnknownOperationException', 400, `The embedded Cloud Map has no ${call.operation}.`);
      }
      return inItsWords(operation, call, map);
    },
    close: () => Promise.resolve(),
  };
}

/** What other services call a ValidationException is InvalidInput here. */
function inItsWords(operation: Operation, call: AwsCall, map: CloudMap): Reply {
  try {
    return operation(call, map);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error;
    throw new AwsError('InvalidInput', 400, error.message);
  }
}

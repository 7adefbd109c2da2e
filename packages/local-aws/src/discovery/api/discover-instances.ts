import { randomInt } from 'node:crypto';
import type { AwsCall } from '../../endpoint/aws-service.ts';
import {
  optionalChoice,
  optionalInteger,
  optionalText,
  optionalTextMap,
  requiredText,
} from '../../endpoint/json-input.ts';
import type { CloudMap } from '../cloud-map.ts';
import { discovered, healthFilters } from '../discover.ts';
import type { DiscoveryService } from '../discovery-service.ts';
import { discoveryError } from '../errors.ts';
import { account, type Operation } from './parameters.ts';

/**
 * DiscoverInstances: at most 1,000 instances, 100 when nothing is said, in random order and without pages. All of them where
 * no health is asked for, whose default AWS does not document (?).
 */
export const discoverInstances: Operation = (call, map) => {
  const { input } = call;
  const max = optionalInteger(input, 'MaxResults', 1, 1_000) ?? 100;
  const health = optionalChoice(input, 'HealthStatus', healthFilters) ?? 'ALL';
  const query = optionalTextMap(input, 'QueryParameters') ?? {};
  const optional = optionalTextMap(input, 'OptionalParameters') ?? {};
  const service = allowedByName(call, map);
  const { name, namespaceId, hasHealth } = service.options;
  const state = map.seen(service);
  const found = discovered(state, { query, optional, health, hasHealth, max, random: (below) => randomInt(below) });
  return {
    Instances: found.map((instance) => ({
      InstanceId: instance.id,
      NamespaceName: map.namespace(namespaceId)?.name,
      ServiceName: name,
      HealthStatus: hasHealth ? instance.health : 'UNKNOWN',
      Attributes: instance.attributes,
    })),
    InstancesRevision: state.revision,
  };
};

export const discoverInstancesRevision: Operation = (call, map) => ({
  InstancesRevision: map.seen(allowedByName(call, map)).revision,
});

/**
 * The service a call names by its name and its namespace's: IAM is asked about both resources, and the names are condition
 * keys of both (Service Authorization Reference, AWS Cloud Map). CloudTrail has these as data events.
 */
function allowedByName(call: AwsCall, map: CloudMap): DiscoveryService {
  const namespaceName = requiredText(call.input, 'NamespaceName', { min: 1, max: 1_024 });
  const serviceName = requiredText(call.input, 'ServiceName', { min: 1, max: 1_024 });
  const owner = optionalText(call.input, 'OwnerAccount', { min: 12, max: 12 });
  const namespace = map.namespaceNamed(namespaceName);
  const service = namespace === null ? null : map.serviceNamed(namespace.id, serviceName);
  call.event.category = 'Data';
  call.event.requestParameters = { namespaceName, serviceName };
  const context = {
    'servicediscovery:NamespaceName': namespaceName,
    'servicediscovery:ServiceName': serviceName,
  };
  const action = `servicediscovery:${call.operation}`;
  call.authorize({ action, resource: namespace?.arn ?? '*', context });
  if (namespace === null || (owner !== undefined && owner !== account(map))) {
    throw discoveryError('NamespaceNotFound', `Namespace not found: ${namespaceName}`);
  }
  call.authorize({ action, resource: service?.options.arn ?? '*', context });
  if (service === null) throw discoveryError('ServiceNotFound', `Service not found: ${serviceName}`);
  call.event.resources = [{ type: 'AWS::ServiceDiscovery::Service', ARN: service.options.arn }];
  return service;
}

import type { AwsCall } from '../../endpoint/aws-service.ts';
import {
  constraint,
  type Input,
  optionalChoice,
  optionalInteger,
  optionalStructure,
  optionalStructures,
  optionalText,
  requiredText,
} from '../../endpoint/json-input.ts';
import type { CloudMap, Namespace } from '../cloud-map.ts';
import type { DiscoveryService } from '../discovery-service.ts';
import { discoveryError } from '../errors.ts';
import { account, type Operation, type Reply } from './parameters.ts';

export const createHttpNamespace: Operation = (call, map) => createNamespace(call, map, 'HTTP');

export const createPrivateDnsNamespace: Operation = (call, map) => {
  requiredText(call.input, 'Vpc', { min: 1, max: 64 });
  return createNamespace(call, map, 'DNS_PRIVATE');
};

/** There at once, although the operation says so a moment later. */
function createNamespace(call: AwsCall, map: CloudMap, type: Namespace['type']): Reply {
  const name = requiredText(call.input, 'Name', { min: 1, max: 1_024 });
  if (!/^[!-~]{1,1024}$/.test(name)) throw discoveryError('InvalidInput', 'Invalid parameter: Name');
  refuseTags(call.input);
  call.event.requestParameters = { name };
  call.authorize({ action: `servicediscovery:${call.operation}`, resource: '*' });
  const { id } = map.addNamespace(name, type);
  const operation = map.operations.begin('CREATE_NAMESPACE', { NAMESPACE: id });
  map.operations.succeed(operation.id);
  return { OperationId: operation.id };
}

/** CreateService, with a custom health check or none: the embedded Cloud Map makes no requests of its own. */
export const createService: Operation = (call, map) => {
  const { input } = call;
  const name = requiredText(input, 'Name', { min: 1, max: 127 });
  if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(name)) throw discoveryError('InvalidInput', 'Invalid parameter: Name');
  const dns = optionalStructure(input, 'DnsConfig');
  const given =
    optionalText(input, 'NamespaceId', { max: 255 }) ?? optionalText(dns ?? {}, 'NamespaceId', { max: 255 });
  if (given === undefined) throw constraint('NamespaceId', 'Member must not be null');
  if (optionalStructure(input, 'HealthCheckConfig') !== undefined) {
    throw discoveryError('InvalidInput', 'The embedded Cloud Map does not support HealthCheckConfig.');
  }
  refuseTags(input);
  const namespaceId = given.slice(given.lastIndexOf('/') + 1);
  const arn = map.arn(`namespace/${namespaceId}`);
  call.event.requestParameters = { name, namespaceId };
  call.authorize({
    action: 'servicediscovery:CreateService',
    resource: arn,
    context: { 'servicediscovery:NamespaceArn': arn },
  });
  if (map.namespace(namespaceId) === null) {
    throw discoveryError('NamespaceNotFound', `Namespace not found: ${namespaceId}`);
  }
  const service = map.addService({
    name,
    namespaceId,
    description: optionalText(input, 'Description', { max: 1_024 }) ?? null,
    hasHealth: optionalStructure(input, 'HealthCheckCustomConfig') !== undefined,
    dnsRecords: (optionalStructures(dns ?? {}, 'DnsRecords', { max: 10 }) ?? []).map(dnsRecord),
  });
  return { Service: described(service, map) };
};

function dnsRecord(input: Input): { readonly Type: string; readonly TTL: number } {
  const Type = optionalChoice(input, 'Type', ['A', 'AAAA', 'CNAME', 'SRV']);
  const TTL = optionalInteger(input, 'TTL', 0, 2_147_483_647);
  if (Type === undefined || TTL === undefined) throw constraint('DnsRecords', 'Member must not be null');
  return { Type, TTL };
}

export const getOperation: Operation = (call, map) => {
  const id = requiredText(call.input, 'OperationId', { max: 255 });
  const operation = map.operations.get(id);
  const { SERVICE: service, NAMESPACE: namespace } = operation?.targets ?? {};
  const resource = service === undefined ? map.arn(`namespace/${namespace ?? '*'}`) : map.arn(`service/${service}`);
  call.authorize({ action: 'servicediscovery:GetOperation', resource });
  if (operation === null) throw discoveryError('OperationNotFound', `Operation not found: ${id}`);
  return {
    Operation: {
      Id: operation.id,
      OwnerAccount: account(map),
      Type: operation.type,
      Status: operation.status,
      CreateDate: operation.createdAt / 1_000,
      UpdateDate: operation.updatedAt / 1_000,
      Targets: operation.targets,
    },
  };
};

function described({ options, state }: DiscoveryService, map: CloudMap): Reply {
  const { id, arn, name, namespaceId, description, hasHealth, dnsRecords, createdAt } = options;
  return {
    Id: id,
    Arn: arn,
    ResourceOwner: account(map),
    Name: name,
    NamespaceId: namespaceId,
    ...(description === null ? {} : { Description: description }),
    InstanceCount: state.instances.length,
    Type: dnsRecords.length === 0 ? 'HTTP' : 'DNS_HTTP',
    ...(dnsRecords.length === 0 ? {} : { DnsConfig: { NamespaceId: namespaceId, DnsRecords: dnsRecords } }),
    ...(hasHealth ? { HealthCheckCustomConfig: { FailureThreshold: 1 } } : {}),
    CreateDate: createdAt / 1_000,
  };
}

function refuseTags(input: Input): void {
  if ((optionalStructures(input, 'Tags', { max: 200 }) ?? []).length > 0) {
    throw discoveryError('InvalidInput', 'The embedded Cloud Map does not support Tags.');
  }
}

import {
  constraint,
  optionalChoice,
  optionalInteger,
  optionalText,
  optionalTextMap,
  requiredText,
} from '../../endpoint/json-input.ts';
import { discoveryError } from '../errors.ts';
import { type Instance, newInstance } from '../instance.ts';
import { account, allowedService, type Operation } from './parameters.ts';

const idBounds = { min: 1, max: 64 };

export const registerInstance: Operation = (call, map) => {
  const { input } = call;
  const id = requiredText(input, 'InstanceId', idBounds);
  const creatorRequestId = optionalText(input, 'CreatorRequestId', { max: 64 }) ?? null;
  const attributes = optionalTextMap(input, 'Attributes');
  if (attributes === undefined) throw constraint('Attributes', 'Member must not be null');
  call.event.requestParameters = { instanceId: id, attributes };
  const service = allowedService(call, map);
  const instance = newInstance(id, attributes, creatorRequestId);
  if (service.options.dnsRecords.some(({ Type }) => Type === 'A') && attributes['AWS_INSTANCE_IPV4'] === undefined) {
    throw discoveryError('InvalidInput', 'AWS_INSTANCE_IPV4 is required: the service has an A record.');
  }
  service.checkRoom(id);
  return { OperationId: map.begin('REGISTER_INSTANCE', service, id, () => service.register(instance)) };
};

export const deregisterInstance: Operation = (call, map) => {
  const id = requiredText(call.input, 'InstanceId', idBounds);
  call.event.requestParameters = { instanceId: id };
  const service = allowedService(call, map);
  if (service.instance(id) === null) throw notFound(id);
  return { OperationId: map.begin('DEREGISTER_INSTANCE', service, id, () => service.deregister(id)) };
};

export const updateInstanceCustomHealthStatus: Operation = (call, map) => {
  const id = requiredText(call.input, 'InstanceId', idBounds);
  const health = optionalChoice(call.input, 'Status', ['HEALTHY', 'UNHEALTHY']);
  if (health === undefined) throw constraint('Status', 'Member must not be null');
  call.event.requestParameters = { instanceId: id, status: health };
  const service = allowedService(call, map);
  if (!service.options.hasHealth) {
    throw discoveryError('CustomHealthNotFound', 'The service has no custom health check.');
  }
  if (service.instance(id) === null) throw notFound(id);
  service.setHealth(id, health);
  return {};
};

export const getInstance: Operation = (call, map) => {
  const id = requiredText(call.input, 'InstanceId', idBounds);
  call.event.requestParameters = { instanceId: id };
  const instance = allowedService(call, map).instance(id);
  if (instance === null) throw notFound(id);
  const { creatorRequestId } = instance;
  return {
    ResourceOwner: account(map),
    Instance: { ...summary(instance), ...(creatorRequestId === null ? {} : { CreatorRequestId: creatorRequestId }) },
  };
};

export const listInstances: Operation = (call, map) => {
  const max = optionalInteger(call.input, 'MaxResults', 1, 100) ?? 100;
  const token = optionalText(call.input, 'NextToken', { max: 4_096 });
  const all = [...allowedService(call, map).state.instances].sort((one, other) => (one.id < other.id ? -1 : 1));
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  const left = all.filter(({ id }) => id > after);
  const page = left.slice(0, max);
  const last = page.at(-1);
  return {
    ResourceOwner: account(map),
    Instances: page.map(summary),
    ...(last === undefined || left.length === page.length
      ? {}
      : { NextToken: Buffer.from(last.id).toString('base64url') }),
  };
};

function summary({ id, attributes }: Instance) {
  return { Id: id, Attributes: attributes };
}

function notFound(id: string) {
  return discoveryError('InstanceNotFound', `Instance not found: ${id}`);
}

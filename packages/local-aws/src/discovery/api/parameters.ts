import type { AwsCall } from '../../endpoint/aws-service.ts';
import { requiredText } from '../../endpoint/json-input.ts';
import type { CloudMap } from '../cloud-map.ts';
import type { DiscoveryService } from '../discovery-service.ts';
import { discoveryError } from '../errors.ts';

/** A reply's JSON body. */
export type Reply = Readonly<Record<string, unknown>>;

/** One operation of Cloud Map. */
export type Operation = (call: AwsCall, map: CloudMap) => Reply;

/**
 * The service a call names by its id or ARN, for whoever may do that with it. Keys of the Service Authorization Reference
 * (AWS Cloud Map). @throws AwsError AccessDeniedException before ServiceNotFound
 */
export function allowedService(call: AwsCall, map: CloudMap): DiscoveryService {
  const given = requiredText(call.input, 'ServiceId', { min: 1, max: 255 });
  const id = given.slice(given.lastIndexOf('/') + 1);
  const arn = map.arn(`service/${id}`);
  call.event.requestParameters = { ...call.event.requestParameters, serviceId: id };
  call.event.resources = [{ type: 'AWS::ServiceDiscovery::Service', ARN: arn }];
  call.authorize({
    action: `servicediscovery:${call.operation}`,
    resource: arn,
    context: { 'servicediscovery:ServiceArn': arn, 'servicediscovery:ServiceCreatedByAccount': account(map) },
  });
  const service = given === id || given === arn ? map.service(id) : null;
  if (service === null) throw discoveryError('ServiceNotFound', `Service not found: ${id}`);
  return service;
}

export function account(map: CloudMap): string {
  return map.arn('').split(':')[4] ?? '';
}

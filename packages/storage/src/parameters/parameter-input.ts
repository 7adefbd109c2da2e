import { InvalidInputError, maxValueBytes, type ServiceName } from '@leasehold/domain';
import type { ConfigWrite } from '../config-store.ts';

/** @throws InvalidInputError for shared configuration, which has no parameter path of its own. */
export function ownedService(service: ServiceName | null): ServiceName {
  if (service !== null) return service;
  throw new InvalidInputError(
    'service',
    'param_config_ keys belong to a service; shared configuration is tenant_config_',
  );
}

/** What Parameter Store would refuse, refused before anything is locked or sent. @throws InvalidInputError */
export function assertStorableParameter(write: ConfigWrite): void {
  const bytes = Buffer.byteLength(write.value, 'utf8');
  if (bytes === 0) throw new InvalidInputError('value', 'param_config_ values are not empty');
  if (bytes > maxValueBytes.param_config) {
    throw new InvalidInputError('value', `${bytes} bytes; param_config_ values are at most 4096 bytes`);
  }
  if (write.value.includes('{{')) {
    // Parameter Store takes {{name}} for a reference to another parameter.
    throw new InvalidInputError('value', 'param_config_ values hold no "{{", which Parameter Store rejects');
  }
}

import {
  type ConfigKey,
  type ConfigTag,
  formatConfigKey,
  InvalidInputError,
  parseConfigKey,
  parseServiceName,
  type ServiceName,
} from '@leasehold/domain';

/** One key of the caller's tenant, checked. */
export interface Address {
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  readonly key: ConfigKey;
  /** Unique within a tenant: the grammars have no slash, so service and key cannot run into each other. */
  readonly cacheKey: string;
}

/** @throws InvalidInputError naming the request's field. */
export function parseAddress(serviceText: string, keyText: string, keyField = 'key'): Address {
  const service = parseService(serviceText);
  const key = parseConfigKey(keyText, keyField);
  assertStorable(service, key.tag);
  return { service, key, cacheKey: `${serviceText}/${keyText}` };
}

/** {@link Address.cacheKey} of parts that are known to be in their grammars. */
export function cacheKeyOf(service: ServiceName | null, key: ConfigKey): string {
  return `${service ?? ''}/${formatConfigKey(key)}`;
}

/** An empty text is the tenant's shared configuration. @throws InvalidInputError */
export function parseService(text: string): ServiceName | null {
  return text === '' ? null : parseServiceName(text);
}

/** @throws InvalidInputError for shared configuration in Parameter Store, whose paths have a service segment. */
export function assertStorable(service: ServiceName | null, tag: ConfigTag): void {
  if (service === null && tag === 'param_config') {
    throw new InvalidInputError('service', 'param_config_ keys belong to a service; shared configuration has none');
  }
}

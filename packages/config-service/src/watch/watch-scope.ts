import {
  type ConfigKey,
  type ConfigTag,
  configTags,
  formatConfigKey,
  InvalidInputError,
  type ServiceName,
  type TenantId,
} from '@leasehold/domain';
import { assertStorable, parseService } from '../use-cases/address.ts';

/** What one watch is about: some keys of one service of one tenant. */
export interface WatchScope {
  readonly tenant: TenantId;
  /** `null` for the tenant's shared configuration. */
  readonly service: ServiceName | null;
  /** What its keys begin with, tag included; empty for every key. */
  readonly prefix: string;
  /** The stores its keys are in. */
  readonly tags: readonly ConfigTag[];
}

const nameBeginning = /^[A-Za-z0-9_.-]{0,128}$/;
const prefixRule = 'empty, or tenant_config_ or param_config_ and 0-128 of A-Z a-z 0-9 _ . -';

/** The tenant is the caller's own. @throws InvalidInputError naming the request's field */
export function parseWatchScope(tenant: TenantId, serviceText: string, prefix: string): WatchScope {
  const service = parseService(serviceText);
  if (prefix === '') return { tenant, service, prefix, tags: service === null ? ['tenant_config'] : configTags };
  const tag = configTags.find((each) => prefix.startsWith(`${each}_`));
  if (tag === undefined || !nameBeginning.test(prefix.slice(tag.length + 1))) {
    throw new InvalidInputError('key_prefix', prefixRule);
  }
  assertStorable(service, tag);
  return { tenant, service, prefix, tags: [tag] };
}

/** Whether a key of the scope's tenant and service is watched. */
export function covers(scope: WatchScope, key: ConfigKey): boolean {
  return scope.tags.includes(key.tag) && formatConfigKey(key).startsWith(scope.prefix);
}

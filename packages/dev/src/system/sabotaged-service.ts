import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import type { LocalAws } from '@leasehold/local-aws';
import {
  configSortKey,
  historySortKey,
  leadingKey,
  parameterPath,
  parameterSortKey,
  servicePath,
} from '@leasehold/policies';
import { asTask } from './as-task.ts';

/**
 * The production service with one part broken on purpose: whatever tenant calls, the stores ask AWS for the data that
 * `victim` answers. Nothing else differs, so all that stands between the caller and the victim's data is IAM.
 * Not reachable by any setting: the part is replaced in this process's own composition.
 */
export function sabotagedService(options: {
  readonly environment: Readonly<Record<string, string>>;
  /** The embedded AWS that the environment names. */
  readonly aws: Pick<LocalAws, 'taskCredentials'>;
  /** The tenant whose data is asked for, given the one who calls. */
  readonly victim: (caller: string) => string;
  /** Which names are crossed: DynamoDB leading keys, Parameter Store paths, or both. */
  readonly cross: 'leading-keys' | 'paths' | 'both';
  readonly onLogLine?: (line: string) => void;
}): Service {
  const { cross, onLogLine = () => {} } = options;
  const itemOwner = cross === 'paths' ? same : options.victim;
  const pathOwner = cross === 'leading-keys' ? same : options.victim;
  const crossedNames = override(parts.storeNames, [parts.settings], ({ deployment: { parameterRoot } }) => ({
    leadingKey: (tenant: string, service: string | null) => leadingKey(itemOwner(tenant), service),
    servicePath: (tenant: string, service: string) => servicePath(parameterRoot, pathOwner(tenant), service),
    parameterPath: (tenant: string, service: string, name: string) =>
      parameterPath(parameterRoot, pathOwner(tenant), service, name),
    configSortKey,
    historySortKey,
    parameterSortKey,
  }));
  const ownLog = override(parts.logDestination, [], () => ({ write: onLogLine }));
  return composeService(readSettings(options.environment), crossedNames, ownLog, asTask(options.aws));
}

function same(tenant: string): string {
  return tenant;
}

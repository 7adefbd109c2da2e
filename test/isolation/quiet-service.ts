import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { asTask } from '@leasehold/dev';
import type { World } from './world.ts';

/** A part put in place of the true one. */
export type Override = ReturnType<typeof override>;

/** Settings with which no value is remembered, so that no cache answers in place of AWS. */
export const forgetful = {
  LEASEHOLD_TENANT_CONFIG_TTL_MS: '0',
  LEASEHOLD_PARAM_CONFIG_TTL_MS: '0',
  LEASEHOLD_ABSENT_TTL_MS: '0',
};

/** The production composition, its log lines dropped and `broken` parts put in place of the true ones. */
export function quietService(
  world: World,
  also: Readonly<Record<string, string>> = {},
  ...broken: readonly Override[]
): Service {
  const quiet = override(parts.logDestination, [], () => ({ write: () => {} }));
  return composeService(readSettings(world.settings(also)), quiet, asTask(world.cloud.aws), ...broken);
}

import { InvalidInputError } from '@leasehold/domain';

/** @throws InvalidInputError unless `version` is a whole number from `least` to 2^53-1. */
export function parseExpectedVersion(version: bigint, least: 0 | 1): number {
  if (version < BigInt(least) || version > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new InvalidInputError('expected_version', `a whole number from ${least} to 2^53-1`);
  }
  return Number(version);
}

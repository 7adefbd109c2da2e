import { create } from '@bufbuild/protobuf';
import { ReadRevocationsResponseSchema, RefreshResponseSchema, RefreshService } from '@leasehold/contract';
import { LeaseholdError, UnavailableError } from '@leasehold/domain';
import type { KeyChanges } from '../freshness/key-changes.ts';
import { namedChanges } from './named-changes.ts';
import { provenUnary, type RefreshParts } from './proven-unary.ts';

/** What callers of the refresh port set going. */
export interface RefreshWork {
  readonly keyChanges: KeyChanges;
  /** Answers the version of the list of revocations that this instance acts on by then. */
  readonly readRevocations: () => Promise<string>;
}

/** One handler a method of the contract, each behind the proof of its caller; the compiler refuses a missing one. */
export function refreshHandlers(parts: RefreshParts, { keyChanges, readRevocations }: RefreshWork) {
  const { method } = RefreshService;
  return {
    refresh: provenUnary(parts, method.refresh, (request) => {
      const { named, skipped } = namedChanges(request);
      for (const { tenant, service, key } of named) keyChanges.changed(tenant, service, key, 'refresh');
      parts.tally.told(named.length, skipped);
      return create(RefreshResponseSchema, { invalidated: named.length });
    }),
    readRevocations: provenUnary(parts, method.readRevocations, async () => {
      const policyVersion = await readRevocations().catch(toldWithoutCause);
      return create(ReadRevocationsResponseSchema, { policyVersion });
    }),
  } satisfies Record<keyof typeof method, unknown>;
}

/** Why is in the log, for those who may read it. */
function toldWithoutCause(failure: unknown): never {
  if (failure instanceof LeaseholdError) throw failure;
  throw new UnavailableError('who is revoked could not be read; the last known list stays in force', 1_000);
}

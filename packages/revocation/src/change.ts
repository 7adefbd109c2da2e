import type { TenantId } from '@leasehold/domain';
import { type Revocations, restored, revoked } from '@leasehold/policies';

/** One change of the list, at AWS's time. */
export interface Change {
  apply(state: Revocations, at: number): Revocations;
  holds(state: Revocations): boolean;
}

export function revoking(tenant: TenantId): Change {
  return {
    apply: (state) => revoked(state, tenant),
    holds: (state) => state.revoked.includes(tenant),
  };
}

export function restoring(tenant: TenantId): Change {
  return {
    // The answer's Date names a second that may have gone nearly by; what was opened within it counts as before.
    apply: (state, at) => restored(state, tenant, at + 1_000),
    holds: (state) => !state.revoked.includes(tenant),
  };
}

/** Of one that had to be given up: what others made of the list stays. */
export const noChange: Change = { apply: (state) => state, holds: () => true };

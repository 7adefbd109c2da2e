import type { Role } from '@leasehold/domain';
import { packedPolicyPercent, sessionPolicyCharacters } from '@leasehold/policies';
import { VendingFaultError } from './vending-fault.ts';

/**
 * Refuses a session whose policy is longer, or with its tags packs larger, than STS takes, before STS is asked: its own
 * refusal would cost a call, and says less. @throws VendingFaultError with the numbers
 */
export function checkSessionSize(policy: string, tags: { readonly TenantId: string; readonly UserRole: Role }): void {
  if (policy.length > sessionPolicyCharacters) {
    throw new VendingFaultError(
      `the session policy has ${policy.length} characters; STS takes ${sessionPolicyCharacters}: shorten the names of table, parameters or key`,
    );
  }
  const percent = packedPolicyPercent(policy, tags);
  if (percent > 100) {
    throw new VendingFaultError(
      `session policy and tags take about ${percent} percent of what STS packs into a session: shorten the names of table, parameters or key`,
    );
  }
}

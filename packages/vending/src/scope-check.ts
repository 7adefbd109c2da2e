import { PermissionDeniedError, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';

/**
 * Refuses a session the caller may not hold. Sessions are shared by callers of one role, and the list of services is no
 * part of a session, so this runs on every call, before any cache is looked at.
 * @throws PermissionDeniedError
 */
export function checkScope(caller: VerifiedTenant, scope: SessionScope): void {
  if (scope.access === 'write') {
    if (caller.role === 'reader') throw new PermissionDeniedError('role reader does not write configuration');
    if (scope.service === null && (caller.role !== 'admin' || caller.services !== null)) {
      throw new PermissionDeniedError('only role admin, not limited to services, writes shared configuration');
    }
  }
  if (caller.services === null || scope.service === null) return;
  if (!caller.services.some((service) => service === scope.service)) {
    throw new PermissionDeniedError('the service is not among those the caller is limited to');
  }
}

import { PermissionDeniedError, type ServiceName, type VerifiedTenant } from '@leasehold/domain';

/*
 * What a verified caller may touch inside its own tenant. Checked on every call before the cache or a store is asked, and
 * again by the vendor. AWS holds the tenant, the role and the service of the session, but knows nothing of a token's list
 * of services: that is kept here.
 */

/** Shared configuration is readable by every caller of the tenant. @throws PermissionDeniedError */
export function assertMayRead(caller: VerifiedTenant, service: ServiceName | null): void {
  if (service !== null) assertInScope(caller, service);
}

/**
 * A writer writes the services in its scope; shared configuration needs an admin that is not limited to services,
 * because it changes what every service reads. @throws PermissionDeniedError
 */
export function assertMayWrite(caller: VerifiedTenant, service: ServiceName | null): void {
  if (caller.role === 'reader') throw new PermissionDeniedError('the role reader may not write');
  if (service !== null) {
    assertInScope(caller, service);
    return;
  }
  if (caller.role !== 'admin') {
    throw new PermissionDeniedError('shared configuration (no service) may be written by the role admin only');
  }
  if (caller.services !== null) {
    throw new PermissionDeniedError('a token limited to services may not write shared configuration');
  }
}

function assertInScope(caller: VerifiedTenant, service: ServiceName): void {
  if (caller.services !== null && !caller.services.includes(service)) {
    throw new PermissionDeniedError("the service is not among the token's services");
  }
}

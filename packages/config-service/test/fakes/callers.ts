import { BearerToken, parseServiceName, parseTenantId, type Role, type VerifiedTenant } from '@leasehold/domain';

/** A caller as the verifier would have made it: tests stand where the verifier stands. */
export function callerOf(
  tenant: string,
  role: Role = 'reader',
  services: readonly string[] | null = null,
): VerifiedTenant {
  const claims = {
    issuer: 'https://issuer.example',
    tenant: parseTenantId(tenant),
    role,
    services: services?.map((service) => parseServiceName(service)) ?? null,
    subject: `${role}-of-${tenant}`,
    issuedAt: 0,
    expiresAt: Date.UTC(2027, 0),
    token: new BearerToken(tokenOf(tenant, role, services)),
  };
  return Object.freeze(claims) as VerifiedTenant;
}

/** The token text that {@link FakeVerifier} takes for such a caller. */
export function tokenOf(tenant: string, role: Role = 'reader', services: readonly string[] | null = null): string {
  return [tenant, role, services === null ? 'all' : services.join('_')].join('.');
}

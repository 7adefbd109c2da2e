import { BearerToken, parseServiceName, parseTenantId, type Role, type VerifiedTenant } from '@leasehold/domain';

export const testIssuer = 'https://issuer.example';

/** A caller as the verifier would have made it; tests of vending stand where the verifier stands. */
export function callerOf(
  tenant: string,
  parts: { role?: Role; services?: readonly string[]; token?: string; issuer?: string; expiresAt?: number } = {},
): VerifiedTenant {
  const claims = {
    issuer: parts.issuer ?? testIssuer,
    tenant: parseTenantId(tenant),
    role: parts.role ?? 'reader',
    services: parts.services?.map((service) => parseServiceName(service)) ?? null,
    subject: 'user-1',
    issuedAt: 0,
    expiresAt: parts.expiresAt ?? Date.UTC(2027, 0),
    token: new BearerToken(parts.token ?? `header.payload-of-${tenant}.signature`),
  };
  return Object.freeze(claims) as VerifiedTenant;
}

import { parseTenantId, TenantCredentials, type TenantId } from '@leasehold/domain';

/** Sessions of made-up tenants, each with secrets of its own. */
export function fakeSessions(count: number): ReadonlyMap<TenantId, TenantCredentials> {
  const sessions = new Map<TenantId, TenantCredentials>();
  for (let index = 0; index < count; index += 1) {
    const tenant = parseTenantId(`tenant-${index}`);
    sessions.set(
      tenant,
      new TenantCredentials({
        tenant,
        accessKeyId: `ASIA${String(index).padStart(16, 'X')}`,
        secretAccessKey: `secret-of-${index}-${'s'.repeat(24)}`,
        sessionToken: `token-of-${index}`,
        expiresAt: Date.now() + 3_600_000,
      }),
    );
  }
  return sessions;
}

import { BearerToken, parseTenantId, TenantCredentials, type VerifiedTenant } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import type { Measurement, Progress } from './measurement.ts';
import { median } from './statistics.ts';

const scopes = ['orders', 'billing', null].map((service) => ({ access: 'read', service }) as const);

/** What a session costs that is in the cache already: 1,000 tenants, three services each, in turn. */
export async function vendHit(
  plan: { readonly rounds: number; readonly passes: number },
  progress: Progress,
): Promise<Measurement[]> {
  const expiresAt = Date.now() + 3_600_000;
  const secrets = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
  const inner = {
    vend: async ({ tenant }: VerifiedTenant) => new TenantCredentials({ tenant, ...secrets, expiresAt }),
  };
  const vendor = new CachingVendor(inner, localDeployment, vendingSettings(), { now: Date.now });
  const callers = Array.from({ length: 1_000 }, (_, index) => callerOf(`tenant-${index}`, expiresAt));
  const pass = async (): Promise<void> => {
    for (const caller of callers) for (const scope of scopes) await vendor.vend(caller, scope);
  };
  await pass();
  const micros: number[] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    progress(`vend hits, round ${round} of ${plan.rounds}`);
    const started = performance.now();
    for (let each = 0; each < plan.passes; each += 1) await pass();
    const calls = plan.passes * callers.length * scopes.length;
    if (round > 0) micros.push(((performance.now() - started) * 1000) / calls);
  }
  const note = `median of ${plan.rounds} rounds over 3,000 resident sessions, the await included`;
  return [{ name: 'vend hit', value: median(micros), unit: 'µs', target: { atMost: 2 }, note }];
}

/** A caller as the verifier makes one; this stands where the verifier stands. */
function callerOf(tenant: string, expiresAt: number): VerifiedTenant {
  return Object.freeze({
    issuer: 'https://issuer.example',
    tenant: parseTenantId(tenant),
    role: 'reader',
    services: null,
    subject: 'user-1',
    issuedAt: 0,
    expiresAt,
    token: new BearerToken(`header.payload-of-${tenant}.signature`),
  }) as unknown as VerifiedTenant;
}

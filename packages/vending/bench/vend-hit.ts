import { TenantCredentials } from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { callerOf } from '../test/caller.ts';

/*
 * What a session costs that is in the cache already: 1,000 tenants, three services each, in turn. Prints nanoseconds a
 * hit for several rounds, so that a warm-up shows.
 */
const inner = {
  vend: async (caller: ReturnType<typeof callerOf>) =>
    new TenantCredentials({
      tenant: caller.tenant,
      accessKeyId: 'ASIA',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      expiresAt: Date.now() + 3_600_000,
    }),
};
const vendor = new CachingVendor(inner, localDeployment, vendingSettings(), { now: () => Date.now() });
const expiresAt = Date.now() + 3_600_000;
const callers = Array.from({ length: 1_000 }, (_, index) => callerOf(`tenant-${index}`, { expiresAt }));
const scopes = ['orders', 'billing', null].map((service) => ({ access: 'read', service }) as const);
for (const caller of callers) for (const scope of scopes) await vendor.vend(caller, scope);

const passes = 100;
for (let round = 1; round <= 5; round++) {
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < passes; pass++) {
    for (const caller of callers) for (const scope of scopes) await vendor.vend(caller, scope);
  }
  const nanoseconds = Number(process.hrtime.bigint() - start) / (passes * callers.length * scopes.length);
  console.log(`round ${round}: ${Math.round(nanoseconds)} ns a hit`);
}

import { setImmediate as turn } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { parseTenantId, TenantCredentials, UnauthenticatedError, type VerifiedTenant } from '@leasehold/domain';
import { CachingVendor, type VendingSettings, vendingSettings } from '@leasehold/vending';
import { callerOf } from './caller.ts';
import { deployment } from './deployment.ts';
import { secretsOf } from './heap-dump-secrets.ts';
import { ManualTime } from './manual-time.ts';
import { hour, minute, orders } from './session-bench.ts';

// Opens sessions, ends them in every way there is, and writes what is then reachable into the file that is named.

const time = new ManualTime();
/** Kept reachable, as a running service keeps its one. */
const vendors: CachingVendor[] = [];
let renewals = 0;
let landLate: (() => void) | undefined;

function issue({ tenant }: VerifiedTenant, name: string): TenantCredentials {
  const { secretAccessKey, sessionToken } = secretsOf(name);
  const expiresAt = time.clock.now() + hour;
  return new TenantCredentials({ tenant, accessKeyId: `ASIA${name}`, secretAccessKey, sessionToken, expiresAt });
}

function vendorOf(settings: Partial<VendingSettings> = {}): CachingVendor {
  const inner = {
    vend: async (caller: VerifiedTenant) => {
      const { tenant } = caller;
      if (tenant === 'token-refused') throw new UnauthenticatedError('STS refused the token');
      if (tenant === 'landed-after-revoke') await new Promise<void>((resolve) => (landLate = resolve));
      if (tenant === 'renewed') renewals += 1;
      return issue(caller, tenant === 'renewed' && renewals > 1 ? 'renewed-again' : tenant);
    },
  };
  const chosen = vendingSettings({ idleMs: 12 * hour, ...settings });
  const vendor = new CachingVendor(inner, deployment, chosen, time.clock, { schedule: time.schedule });
  vendors.push(vendor);
  return vendor;
}

async function open(vendor: CachingVendor, name: string, tokenLivesMs = 12 * hour): Promise<void> {
  const expiresAt = time.clock.now() + tokenLivesMs;
  const caller = callerOf(name, { token: secretsOf(name).token, expiresAt });
  await vendor.vend(caller, orders).then(
    () => undefined,
    () => undefined,
  );
}

async function everyEnd(): Promise<void> {
  const small = vendorOf({ maxSessions: 1 });
  await open(small, 'least-used');
  await open(small, 'most-used');
  await open(vendorOf(), 'expired', minute);
  await open(vendorOf({ idleMs: 10 * minute }), 'idle');
  await open(vendorOf(), 'renewed');
  await time.pass(hour);

  await open(vendorOf(), 'resident');
  await open(vendorOf(), 'token-expired', minute);
  await open(vendorOf(), 'token-refused');
  const revoking = vendorOf();
  await open(revoking, 'revoked');
  revoking.revoke(parseTenantId('revoked'));
  await open(revoking, 'purged');
  revoking.purge(parseTenantId('purged'));
  await open(revoking, 'discarded');
  revoking.discard(issue(callerOf('discarded'), 'discarded'));
  const waiting = open(revoking, 'landed-after-revoke');
  await turn();
  revoking.revoke(parseTenantId('landed-after-revoke'));
  landLate?.();
  landLate = undefined;
  await waiting;
  await time.pass(2 * minute);
}

await everyEnd();
for (let round = 0; round < 3; round++) {
  await turn();
  globalThis.gc?.();
}
writeHeapSnapshot(process.argv[2]);
process.stdout.write(`${vendors.length} vendors\n`);

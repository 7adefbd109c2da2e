import { randomBytes } from 'node:crypto';
import {
  BearerToken,
  parseServiceName,
  parseTenantId,
  TenantCredentials,
  type VerifiedTenant,
} from '@leasehold/domain';
import { localDeployment } from '@leasehold/policies';
import { CachingVendor, vendingSettings } from '@leasehold/vending';
import { AliasTable } from '../simulation/alias-table.ts';
import { seededRandom } from '../simulation/random.ts';
import type { ResidentPlan, ResidentReport } from './resident-sessions.ts';

/* A process that keeps as many sessions as it is told, vends them in any order, and tells its parent what that took. */

const plan = JSON.parse(process.argv[2] ?? '') as ResidentPlan;
const rssBefore = process.memoryUsage.rss();
const expiresAt = Date.now() + 3_600_000;

/** As long as AWS's, each a string of its own, as a parser of answers leaves it. */
const inner = {
  vend: async ({ tenant }: VerifiedTenant) =>
    new TenantCredentials({
      tenant,
      accessKeyId: `ASIA${text(16)}`,
      secretAccessKey: text(40),
      sessionToken: text(1_000),
      expiresAt,
    }),
};
const vendor = new CachingVendor(inner, localDeployment, vendingSettings({ maxSessions: plan.sessions }), {
  now: Date.now,
});

const orders = { access: 'read', service: parseServiceName('orders') } as const;
const billing = { access: 'read', service: parseServiceName('billing') } as const;
const callers: VerifiedTenant[] = [];
for (let session = 0; session < plan.sessions; session += 1) {
  // Every fourth session is another service's of the caller before.
  const previous = session % 4 === 3 ? callers.at(-1) : undefined;
  const caller = previous ?? callerOf(session);
  callers.push(caller);
  await vendor.vend(caller, previous === undefined ? orders : billing);
}

const random = seededRandom(1);
const zipf = new AliasTable(Float64Array.from({ length: plan.sessions }, (_, index) => 1 / (index + 1)));
// The commonest are not those that were opened first.
const shuffled = Int32Array.from({ length: plan.sessions }, (_, index) => index);
for (let index = plan.sessions - 1; index > 0; index -= 1) {
  const other = Math.floor(random() * (index + 1));
  [shuffled[index], shuffled[other]] = [shuffled[other] as number, shuffled[index] as number];
}
const report: ResidentReport = {
  byZipf: await hits(() => shuffled[zipf.draw(random)] as number),
  evenly: await hits(() => Math.floor(random() * plan.sessions)),
  resident: vendor.stats().resident,
  rssBefore,
  rss: process.memoryUsage.rss(),
};
process.send?.(report);
process.on('disconnect', () => process.exit());

/** Microseconds a hit, by round. */
async function hits(next: () => number): Promise<number[]> {
  const micros: number[] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    const order = Int32Array.from({ length: plan.hits }, next);
    const before = vendor.stats().hits;
    const started = cpuMicros();
    for (const session of order) {
      await vendor.vend(callers[session] as VerifiedTenant, session % 4 === 3 ? billing : orders);
    }
    micros.push((cpuMicros() - started) / plan.hits);
    if (vendor.stats().hits - before !== plan.hits) throw new Error('not every vend was a hit');
  }
  return micros;
}

/** Of this thread alone, so that others who use the machine do not count. */
function cpuMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** A multiple of four letters, which must not be cut from a longer text: that would be kept whole. */
function text(length: number): string {
  return randomBytes((length / 4) * 3).toString('base64url');
}

/** A caller as the verifier makes one; this stands where the verifier stands. */
function callerOf(index: number): VerifiedTenant {
  return Object.freeze({
    issuer: 'https://issuer.example',
    tenant: parseTenantId(`tenant-${index}`),
    role: 'reader',
    services: null,
    subject: text(36),
    expiresAt,
    token: new BearerToken(text(900)),
  }) as unknown as VerifiedTenant;
}

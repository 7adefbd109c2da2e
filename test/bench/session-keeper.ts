import { randomBytes, randomUUID } from 'node:crypto';
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
const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';

/** Each text is a string of its own, as the parser of answers leaves it. */
const inner = {
  vend: async ({ tenant }: VerifiedTenant) =>
    new TenantCredentials({
      tenant,
      accessKeyId: `ASIA${randomBytes(8).toString('hex')}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(766).toString('base64'),
      expiresAt,
    }),
};
const vendor = new CachingVendor(inner, localDeployment, vendingSettings({ maxSessions: plan.sessions }), {
  now: Date.now,
});

const orders = { access: 'read', service: parseServiceName('orders') } as const;
const callers: VerifiedTenant[] = [];
for (let session = 0; session < plan.sessions; session += 1) {
  const caller = callerOf(session);
  callers.push(caller);
  await vendor.vend(caller, orders);
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
  const order = new Int32Array(plan.hits);
  for (let round = 0; round <= plan.rounds; round += 1) {
    for (let each = 0; each < order.length; each += 1) order[each] = next();
    const before = vendor.stats().hits;
    const started = cpuMicros();
    for (const session of order) await vendor.vend(callers[session] as VerifiedTenant, orders);
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

/** A caller as the verifier makes one; this stands where the verifier stands. */
function callerOf(index: number): VerifiedTenant {
  const tenant = parseTenantId(`tenant-${index}`);
  const subject = randomUUID();
  return Object.freeze({
    issuer,
    tenant,
    role: 'reader',
    services: null,
    subject,
    issuedAt: 0,
    expiresAt,
    token: new BearerToken(idToken(tenant, subject)),
  }) as unknown as VerifiedTenant;
}

/** With the claims of web identity, and a signature of RSA's length. */
function idToken(tenant: string, subject: string): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const aws = 'https://aws.amazon.com';
  const header = part({ alg: 'RS256', typ: 'JWT', kid: 'b1946ac92492d2347c6235b4d2611184' });
  const payload = part({
    iss: issuer,
    aud: 'leasehold',
    sub: subject,
    token_use: 'id',
    iat: 1_700_000_000,
    exp: expiresAt / 1_000,
    jti: randomUUID(),
    'custom:tenantId': tenant,
    'custom:userRole': 'reader',
    [`${aws}/tags`]: { principal_tags: { TenantId: [tenant], UserRole: ['reader'] } },
    [`${aws}/source_identity`]: tenant,
  });
  return `${header}.${payload}.${randomBytes(256).toString('base64url')}`;
}

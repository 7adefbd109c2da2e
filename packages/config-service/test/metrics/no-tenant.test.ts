import assert from 'node:assert/strict';
import { create, toBinary } from '@bufbuild/protobuf';
import { credentials as channelCredentials, Metadata } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { parseTenantId, systemClock, TenantCredentials, UnavailableError } from '@leasehold/domain';
import { CachingVendor, type ShedCause, vendingSettings } from '@leasehold/vending';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import type { VendingTally } from '../../src/metrics/vending-tally.ts';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';
import { samplesOf, scrapeText } from '../fakes/scrape.ts';
import { TestClient } from '../fakes/test-client.ts';
import { testSettings } from '../fakes/test-settings.ts';

/** What a caller brings that no metric may repeat. Each text is made so that no word of a metric can hold it. */
interface Visit {
  readonly tenant: string;
  readonly role: 'reader' | 'writer';
  readonly service: string;
  readonly key: string;
  /** Whether STS gives a session. */
  readonly isServed: boolean;
}

const marked = (prefix: string): fc.Arbitrary<string> =>
  fc.stringMatching(/^[a-z0-9]{10}$/).map((rest) => `${prefix}9${rest}`);
const visit: fc.Arbitrary<Visit> = fc.record({
  tenant: marked('tn'),
  role: fc.constantFrom('reader', 'writer'),
  service: marked('sv'),
  key: marked('ky').map((name) => `tenant_config_${name}`),
  isServed: fc.boolean(),
});

/** A vendor that gives sessions, and an observer that is told what no observer should be: whose they are. */
function indiscreetVending(tally: VendingTally, visits: ReadonlyMap<string, Visit>) {
  const { deployment } = testSettings();
  const inner = {
    vend: async ({ tenant }: { readonly tenant: string }) => {
      tally.stsCall({ operation: 'AssumeRole', endpoint: 'primary', milliseconds: 60, outcome: tenant });
      tally.shed(tenant as ShedCause);
      if (visits.get(tenant)?.isServed === false) throw new UnavailableError(`no session for ${tenant}`, 1_000);
      const keys = {
        accessKeyId: `ASIA${tenant}`,
        secretAccessKey: `secret-${tenant}`,
        sessionToken: `session-${tenant}`,
      };
      return new TenantCredentials({ ...keys, tenant: parseTenantId(tenant), expiresAt: Date.UTC(2027, 0) });
    },
  };
  const vendor = new CachingVendor(inner, deployment, vendingSettings({ maxSessions: 20 }), systemClock);
  return { vendor, askSts: null, endpointsLeftAlone: () => ({ primary: false }), close: () => vendor.close() };
}

describe('No metric', () => {
  const visits = new Map<string, Visit>();
  let running: RunningService;
  let metricsPort: number;
  let client: TestClient;

  before(async () => {
    running = new RunningService(
      { LEASEHOLD_METRICS_PORT: '0' },
      override(parts.vending, [parts.vendingTally], (tally) => indiscreetVending(tally, visits)),
    );
    const started = await running.service.start();
    metricsPort = started.metricsPort ?? 0;
    client = new TestClient(`127.0.0.1:${started.port}`, channelCredentials.createInsecure(), null);
  });

  after(async () => {
    client.close();
    await running.stop();
  });

  async function pay({ tenant, role, service, key }: Visit): Promise<void> {
    const { getConfig } = ConfigService.method;
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${tokenOf(tenant, role, [service])}`);
    const bytes = Buffer.from(toBinary(getConfig.input, create(getConfig.input, { service, key })));
    await client.beginBytes(getConfig, bytes, {}, metadata).answer;
  }

  it('holds a tenant, subject, service, key, token or credential, or grows with their number', async () => {
    let seriesAfterFirst = 0;
    let paid = 0;
    const property = fc.asyncProperty(fc.array(visit, { minLength: 5, maxLength: 20 }), async (coming) => {
      for (const each of coming) visits.set(each.tenant, each);
      await Promise.all(coming.map(pay));
      paid += coming.length;
      const text = await scrapeText(metricsPort);
      for (const { tenant, role, service, key } of visits.values()) {
        const never = [tenant, `${role}-of-${tenant}`, service, key, tokenOf(tenant, role, [service]), `ASIA${tenant}`];
        for (const each of never) assert.equal(text.includes(each), false, each);
      }
      assert.equal(text.includes('issuer.example'), false);
      const samples = samplesOf(text);
      const series = samples
        .filter(({ name }) => !name.startsWith('rpc_server_'))
        .map(({ name, labels }) => JSON.stringify([name, labels]));
      assert.equal(new Set(series).size, series.length, 'no series twice');
      const errors = samples.filter(({ name }) => name === 'leasehold_sts_call_errors_total');
      assert.deepEqual(
        errors.map(({ labels }) => labels['code']),
        ['other'],
      );
      seriesAfterFirst ||= series.length;
      assert.equal(series.length, seriesAfterFirst);
    });
    await fc.assert(property, { numRuns: 40 });
    assert.ok(paid >= 200, `${paid} visits`);
  });
});

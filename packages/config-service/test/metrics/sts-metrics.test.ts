import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials, status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { describe, it } from 'mocha';
import { composeService } from '../../src/composition/compose-service.ts';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { tokenOf } from '../fakes/callers.ts';
import { CapturedLog } from '../fakes/captured-log.ts';
import { FakeRevocationList } from '../fakes/fake-revocation-list.ts';
import { FakeVerifier } from '../fakes/fake-verifier.ts';
import { samplesOf, sampleValue, scrapeText } from '../fakes/scrape.ts';
import { TestClient } from '../fakes/test-client.ts';
import { testSettings } from '../fakes/test-settings.ts';

/** As many failures in a row as open the breaker of an STS endpoint. */
const tenants = ['acme', 'globex', 'initech', 'umbrella', 'hooli'];

describe('The metrics of STS in the composed service', () => {
  it('tell of every attempt that failed, and that the endpoint is left alone', async () => {
    const sts = createServer((_request, response) => {
      response.writeHead(503, { 'content-type': 'text/xml' });
      response.end('<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>');
    }).listen(0, '127.0.0.1');
    await once(sts, 'listening');
    const endpoint = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    const service = composeService(
      testSettings({ LEASEHOLD_AWS_ENDPOINT: endpoint, LEASEHOLD_METRICS_PORT: '0' }),
      override(parts.verifier, [], () => new FakeVerifier()),
      override(parts.revocationList, [], () => new FakeRevocationList()),
      override(parts.logDestination, [], () => new CapturedLog()),
    );
    const { port, metricsPort } = await service.start();
    const scrape = async () => samplesOf(await scrapeText(metricsPort ?? 0));
    const primary = { endpoint: 'primary' };
    assert.equal(sampleValue(await scrape(), 'leasehold_sts_endpoint_open', primary), 0);
    for (const tenant of tenants) {
      const client = new TestClient(`127.0.0.1:${port}`, credentials.createInsecure(), tokenOf(tenant));
      const theme = { service: 'orders', key: 'tenant_config_theme' };
      assert.equal((await client.call(ConfigService.method.getConfig, theme)).code, status.UNAVAILABLE);
      client.close();
    }
    const samples = await scrape();
    await service.stop();
    sts.close();
    const labels = { ...primary, operation: 'AssumeRoleWithWebIdentity', code: 'ServiceUnavailable' };
    const errors = sampleValue(samples, 'leasehold_sts_call_errors_total', labels);
    assert.equal(errors, 2 * tenants.length, 'two attempts a call');
    assert.equal(sampleValue(samples, 'leasehold_sts_call_duration_seconds_count', primary), errors);
    assert.equal(sampleValue(samples, 'leasehold_sts_endpoint_open', primary), 1);
    assert.equal(sampleValue(samples, 'leasehold_vend_requests_total', { result: 'miss' }), tenants.length);
  });
});

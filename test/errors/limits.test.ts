import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { after, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService } from './errors-bench.ts';
import { detailsOf } from './wire-details.ts';

const kib = 1024;

describe('The bounds of messages', () => {
  let bench: ErrorsBench;
  let service: RunningService;
  let admin: string;

  before(async () => {
    bench = await ErrorsBench.start();
    service = await bench.service();
    admin = bench.token('admin');
  });

  after(async () => {
    await service.stop();
    await bench.close();
  });

  it('answers what fits into one reply of a batch, and the rest as RESOURCE_EXHAUSTED, to be asked for again', async () => {
    const value = 'x'.repeat(256 * kib);
    const keys = Array.from({ length: 16 }, (_, index) => `tenant_config_large-${index}`);
    for (const key of keys) await service.client.call('putConfig', admin, { service: 'orders', key, value });
    const seen = new Set<string>();
    let wanted = keys;
    for (let round = 1; wanted.length > 0; round += 1) {
      assert.ok(round <= 3, 'the rest does not get smaller');
      const { results } = await service.client.call('batchGetConfigs', admin, { service: 'orders', keys: wanted });
      assert.deepEqual(
        results.map(({ key }) => key),
        wanted,
      );
      for (const { key, outcome } of results) {
        if (outcome.case === 'entry') {
          assert.equal(outcome.value.value, value);
          seen.add(key);
        } else assert.equal(outcome.value?.code, status.RESOURCE_EXHAUSTED, outcome.value?.message);
      }
      if (round === 1) assert.ok(seen.size > 8 && seen.size < 16, `${seen.size} in the first reply`);
      wanted = wanted.filter((key) => !seen.has(key));
    }
    assert.equal(seen.size, 16);
  });

  it('refuses a request that is too large for any value, and the connection lives on', async () => {
    const theme = { service: 'orders', key: 'tenant_config_theme' };
    const large = service.client.call('putConfig', admin, { ...theme, value: 'x'.repeat(600 * kib) });
    assert.equal((await failureOf(large)).code, status.RESOURCE_EXHAUSTED);
    await service.client.call('putConfig', admin, { ...theme, value: '1' });
  });

  it('refuses calls beyond its bound with a time to retry', async () => {
    const narrow = await bench.service({ settings: { LEASEHOLD_MAX_IN_FLIGHT: '1' } });
    bench.cloud.aws.setStsLatency(100);
    try {
      const theme = { service: bench.name('narrow'), key: 'tenant_config_theme' };
      const calls = Array.from({ length: 5 }, () => failureOf(narrow.client.call('getConfig', admin, theme)));
      const failures = await Promise.all(calls);
      const refused = failures.filter(({ code }) => code === status.RESOURCE_EXHAUSTED);
      assert.deepEqual(failures.map(({ code }) => code).sort(), [status.NOT_FOUND, 8, 8, 8, 8]);
      for (const failure of refused) assert.equal(detailsOf(failure).retryAfterMs, 100);
    } finally {
      bench.cloud.aws.setStsLatency(0);
      await narrow.stop();
    }
  });
});

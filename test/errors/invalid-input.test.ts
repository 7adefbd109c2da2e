import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { SensitivityCode, StoreTag } from '@leasehold/contract';
import { after, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService } from './errors-bench.ts';
import { invalidInputs } from './invalid-inputs.ts';
import { detailsOf } from './wire-details.ts';

describe('Bad input', () => {
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

  for (const { name, field, rule, send } of invalidInputs) {
    it(`is INVALID_ARGUMENT that names ${field}: ${name}`, async () => {
      const writes = writesSeen();
      const failure = await failureOf(send(service.client, admin));
      assert.equal(failure.code, status.INVALID_ARGUMENT, failure.message);
      const { violations, reason, retryAfterMs } = detailsOf(failure);
      assert.deepEqual([reason, retryAfterMs, violations.length], ['INVALID_INPUT', null, 1]);
      assert.equal(violations[0]?.field, field);
      assert.match(violations[0].rule, rule);
      assert.equal(failure.details, `${field}: ${violations[0].rule}`);
      assert.equal(writesSeen(), writes, 'something was written');
    });
  }

  it('takes what is just inside the bounds', async () => {
    const put = (key: string, value: string) =>
      service.client.call('putConfig', admin, { service: 'x'.repeat(63), key, value });
    await put(`tenant_config_${'x'.repeat(128)}`, 'x'.repeat(262_144));
    await put('tenant_config_empty', '');
    await put(`param_config_${'x'.repeat(128)}`, 'x'.repeat(4_096));
    const keys = Array.from({ length: 100 }, (_, index) => `tenant_config_${index}`);
    const { results } = await service.client.call('batchGetConfigs', admin, { service: 'orders', keys });
    assert.equal(results.length, 100);
  });

  it('refuses a page token of another store, and takes it in its own', async () => {
    for (const tag of ['tenant_config', 'param_config']) {
      for (let index = 0; index < 3; index += 1) {
        const key = `${tag}_page-${index}`;
        await service.client.call('putConfig', admin, { service: 'paged', key, value: '1' });
      }
    }
    const list = (tag: StoreTag, pageToken = '') =>
      service.client.call('listConfigs', admin, { service: 'paged', tag, pageSize: 1, pageToken });
    const tags = [StoreTag.TENANT_CONFIG, StoreTag.PARAM_CONFIG] as const;
    for (const [tag, other] of [tags, tags.toReversed()] as const) {
      if (tag === undefined || other === undefined) throw new Error('two stores');
      const { nextPageToken } = await list(tag);
      assert.equal((await list(tag, nextPageToken)).entries.length, 1);
      const failure = await failureOf(list(other, nextPageToken));
      assert.equal(failure.code, status.INVALID_ARGUMENT, failure.message);
      assert.equal(detailsOf(failure).violations[0]?.field, 'page_token');
    }
  });

  it('says that a key cannot become a secret, or stop being one, while it exists', async () => {
    const put = (key: string, expectedVersion: bigint, sensitivity: SensitivityCode) =>
      service.client.call('putConfig', admin, { service: 'orders', key, value: 'x', expectedVersion, sensitivity });
    await put('param_config_plain', 0n, SensitivityCode.NORMAL);
    await put('param_config_secret', 0n, SensitivityCode.SENSITIVE);
    for (const [key, sensitivity] of [
      ['param_config_plain', SensitivityCode.SENSITIVE],
      ['param_config_secret', SensitivityCode.NORMAL],
    ] as const) {
      const failure = await failureOf(put(key, 1n, sensitivity));
      assert.equal(failure.code, status.INVALID_ARGUMENT);
      assert.equal(detailsOf(failure).violations[0]?.field, 'sensitivity');
    }
  });

  function writesSeen(): number {
    const { aws } = bench.cloud;
    return aws.trail.records().filter(({ readOnly, eventSource }) => !readOnly && !eventSource.startsWith('sts.'))
      .length;
  }
});

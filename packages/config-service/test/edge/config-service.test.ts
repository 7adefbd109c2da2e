import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, SensitivityCode, Source, StoreTag } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig, batchGetConfigs, listConfigs, putConfig, deleteConfig } = ConfigService.method;

describe('ConfigService over the wire', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start();
  });

  afterEach(() => running.stop());

  it('gives back what was put, from memory and with its age', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    const put = await client.call(putConfig, { service: 'orders', key: 'tenant_config_theme', value: '"dark"' });
    assert.equal(put.code, status.OK, put.message);
    running.clock.advance(1_500);
    const got = await client.call(getConfig, { service: 'orders', key: 'tenant_config_theme' });
    const entry = got.reply?.entry;
    assert.equal(entry?.value, '"dark"');
    assert.equal(entry.service, 'orders');
    assert.equal(entry.key, 'tenant_config_theme');
    assert.equal(entry.contentType, 'application/json');
    assert.equal(entry.version, 1n);
    assert.equal(entry.author, 'writer-of-acme');
    assert.equal(entry.sensitivity, SensitivityCode.NORMAL);
    assert.equal(entry.source, Source.CACHE);
    assert.deepEqual([entry.age?.seconds, entry.age?.nanos], [1n, 500_000_000]);
    assert.deepEqual(running.stores.tenant_config.calls, ['put']);
  });
});

import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { ConfigService, SensitivityCode, Source, StoreTag } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { tokenOf } from '../fakes/callers.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig, batchGetConfigs, listConfigs, putConfig, deleteConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };
const secret = { service: 'orders', key: 'param_config_db-password' };

describe('ConfigService over the wire', () => {
  let running: RunningService;

  beforeEach(async () => {
    running = await RunningService.start();
  });

  afterEach(() => running.stop());

  it('gives back what was put, from memory and with its age', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    const put = await client.call(putConfig, { ...theme, value: '"dark"' });
    assert.equal(put.code, status.OK, put.message);
    running.clock.advance(1_500);
    const got = await client.call(getConfig, theme);
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

  it('gives one tenant nothing of another, cached or not', async () => {
    await running.client(tokenOf('acme', 'writer')).call(putConfig, { ...theme, value: '"acme-only"' });
    const foreign = await running.client(tokenOf('globex', 'writer')).call(getConfig, theme);
    assert.equal(foreign.code, status.NOT_FOUND);
    assert.deepEqual(
      running.vendor.vended.map(({ caller }) => caller.tenant),
      ['acme', 'globex'],
    );
  });

  it('reads a secret from the store every time and repeats it in no reply but a read', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    const sensitivity = SensitivityCode.SENSITIVE;
    const put = await client.call(putConfig, { ...secret, value: 'hunter2', sensitivity });
    assert.equal(put.reply?.entry?.value, undefined);
    assert.equal(put.reply?.entry?.sensitivity, sensitivity);
    for (let reads = 0; reads < 2; reads++) {
      const got = await client.call(getConfig, secret);
      assert.equal(got.reply?.entry?.value, 'hunter2');
      assert.equal(got.reply.entry.source, Source.STORE);
    }
    const listed = await client.call(listConfigs, { service: 'orders', tag: StoreTag.PARAM_CONFIG });
    assert.deepEqual(
      listed.reply?.entries.map(({ key, value }) => [key, value]),
      [['param_config_db-password', undefined]],
    );
    assert.deepEqual(running.stores.param_config.calls, ['put', 'get', 'get', 'list']);
    assert.equal(running.log.text().includes('hunter2'), false);
  });

  it('answers a batch in its order, an entry or an error a key, with one call a store', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    await client.call(putConfig, { ...theme, value: '1' });
    await client.call(putConfig, { ...secret, value: '2', sensitivity: SensitivityCode.SENSITIVE });
    running.clock.advance(3_600_000);
    const keys = ['param_config_db-password', 'tenant_config_absent', 'tenant_config_theme', 'param_config_absent'];
    const batch = await client.call(batchGetConfigs, { service: 'orders', keys });
    assert.deepEqual(
      batch.reply?.results.map(({ key, outcome }) => [
        key,
        outcome.case === 'entry' ? outcome.value.value : outcome.value?.code,
      ]),
      [
        ['param_config_db-password', '2'],
        ['tenant_config_absent', status.NOT_FOUND],
        ['tenant_config_theme', '1'],
        ['param_config_absent', status.NOT_FOUND],
      ],
    );
    assert.deepEqual(running.stores.tenant_config.calls, ['put', 'getMany']);
    assert.deepEqual(running.stores.param_config.calls, ['put', 'getMany']);
    const again = await client.call(batchGetConfigs, { service: 'orders', keys: ['tenant_config_theme'] });
    const outcome = again.reply?.results[0]?.outcome;
    assert.equal(outcome?.case === 'entry' && outcome.value.source, Source.CACHE);
  });

  it('answers a key of a batch whose store fails with that error, and the other store’s keys as ever', async () => {
    running.stores.param_config.before = () => {
      throw new TypeError('a bug that quotes hunter2');
    };
    const client = running.client(tokenOf('acme', 'writer'));
    await client.call(putConfig, { ...theme, value: '1' });
    const keys = ['param_config_a', 'tenant_config_theme'];
    const batch = await client.call(batchGetConfigs, { service: 'orders', keys });
    const [failed, found] = batch.reply?.results ?? [];
    assert.equal(failed?.outcome.case === 'error' && failed.outcome.value.code, status.INTERNAL);
    assert.equal(found?.outcome.case, 'entry');
    assert.equal(running.log.text().includes('hunter2'), false);
    assert.ok(running.log.records().some(({ errorClasses }) => String(errorClasses) === 'TypeError'));
  });

  it('leaves out of a batch what would overfill its reply, and says so at each key', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    const names = Array.from({ length: 20 }, (_, index) => `tenant_config_big-${index}`);
    for (const key of names) await client.call(putConfig, { service: 'orders', key, value: 'x'.repeat(256 * 1024) });
    const batch = await client.call(batchGetConfigs, { service: 'orders', keys: names });
    assert.equal(batch.code, status.OK, batch.message);
    const codes = batch.reply?.results.map(({ outcome }) => (outcome.case === 'error' ? outcome.value.code : 0)) ?? [];
    assert.deepEqual(codes, [...Array(13).fill(0), ...Array(7).fill(status.RESOURCE_EXHAUSTED)]);
  });

  it('lists in pages', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    for (const name of ['a', 'b', 'c']) {
      await client.call(putConfig, { service: 'orders', key: `tenant_config_${name}`, value: '1' });
    }
    const page = { service: 'orders', tag: StoreTag.TENANT_CONFIG, pageSize: 2 };
    const first = await client.call(listConfigs, page);
    const second = await client.call(listConfigs, { ...page, pageToken: first.reply?.nextPageToken ?? '' });
    const keys = [first, second].map(({ reply }) => reply?.entries.map(({ key }) => key));
    assert.deepEqual(keys, [['tenant_config_a', 'tenant_config_b'], ['tenant_config_c']]);
    assert.equal(second.reply?.nextPageToken, '');
  });

  it('deletes, and knows at once that the key is gone', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    await client.call(putConfig, { ...theme, value: '1' });
    const deleted = await client.call(deleteConfig, { ...theme, expectedVersion: 1n });
    assert.equal(deleted.reply?.version, 2n);
    assert.equal((await client.call(getConfig, theme)).code, status.NOT_FOUND);
  });

  it('writes what a caller’s next read on this instance sees, whatever was cached', async () => {
    const client = running.client(tokenOf('acme', 'writer'));
    assert.equal((await client.call(getConfig, theme)).code, status.NOT_FOUND);
    await client.call(putConfig, { ...theme, value: '1' });
    assert.equal((await client.call(getConfig, theme)).reply?.entry?.value, '1');
    await client.call(putConfig, { ...theme, value: '2', expectedVersion: 1n });
    assert.equal((await client.call(getConfig, theme)).reply?.entry?.value, '2');
  });
});

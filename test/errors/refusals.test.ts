import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { after, before, describe, it } from 'mocha';
import { ErrorsBench, failureOf, type RunningService } from './errors-bench.ts';
import { detailsOf } from './wire-details.ts';

const places = [
  { service: 'orders', key: 'tenant_config_kept' },
  { service: 'orders', key: 'param_config_kept' },
  { service: '', key: 'tenant_config_kept' },
] as const;

describe('What is refused although it is well formed', () => {
  let bench: ErrorsBench;
  let service: RunningService;
  let admin: string;

  before(async () => {
    bench = await ErrorsBench.start();
    service = await bench.service();
    admin = bench.token('admin');
    for (const place of places) await service.client.call('putConfig', admin, { ...place, value: '1' });
  });

  after(async () => {
    await service.stop();
    await bench.close();
  });

  for (const { service: owner, key } of places) {
    const what = `${owner || 'shared'}/${key}`;
    const missing = { service: owner, key: key.replace('kept', 'missing') };
    const kept = { service: owner, key };

    it(`NOT_FOUND for what is not there beside ${what}, read, deleted or read again from memory`, async () => {
      const calls = [
        () => service.client.call('getConfig', admin, missing),
        () => service.client.call('getConfig', admin, missing),
        () => service.client.call('deleteConfig', admin, { ...missing, expectedVersion: 1n }),
      ];
      for (const call of calls) {
        const failure = await failureOf(call());
        assert.equal(failure.code, status.NOT_FOUND, failure.message);
        assert.equal(detailsOf(failure).reason, 'NOT_FOUND');
      }
    });

    it(`ABORTED with the current version for a compare-and-set of ${what} that lost`, async () => {
      const lost = [
        () => service.client.call('putConfig', admin, { ...kept, value: '2', expectedVersion: 0n }),
        () => service.client.call('putConfig', admin, { ...kept, value: '2', expectedVersion: 7n }),
        () => service.client.call('deleteConfig', admin, { ...kept, expectedVersion: 2n }),
      ];
      for (const call of lost) {
        const failure = await failureOf(call());
        assert.equal(failure.code, status.ABORTED, failure.message);
        const { reason, metadata } = detailsOf(failure);
        assert.deepEqual([reason, metadata], ['VERSION_CONFLICT', { current_version: '1' }]);
      }
      const gone = await failureOf(
        service.client.call('putConfig', admin, { ...missing, value: '2', expectedVersion: 3n }),
      );
      assert.deepEqual([gone.code, detailsOf(gone).metadata], [status.ABORTED, { current_version: '0' }]);
      const { entry } = await service.client.call('getConfig', admin, kept);
      assert.deepEqual([entry?.value, entry?.version], ['1', 1n]);
    });
  }

  const own = { service: 'orders', key: 'tenant_config_kept' };
  const other = { service: 'billing', key: 'tenant_config_kept' };
  const shared = { service: '', key: 'tenant_config_kept' };
  const write = { value: '2', expectedVersion: 1n };
  const outOfScope: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a reader that puts', () => service.client.call('putConfig', reader(), { ...own, ...write })],
    ['a reader that puts a parameter', () => put(reader(), { ...own, key: 'param_config_kept' })],
    ['a reader that deletes', () => service.client.call('deleteConfig', reader(), { ...own, expectedVersion: 1n })],
    ['a writer that puts shared configuration', () => put(writer(), shared)],
    [
      'a writer that deletes shared configuration',
      () => service.client.call('deleteConfig', writer(), { ...shared, expectedVersion: 1n }),
    ],
    ['a limited reader of another service', () => service.client.call('getConfig', limitedReader(), other)],
    [
      'a limited reader that lists another service',
      () => service.client.call('listConfigs', limitedReader(), { service: 'billing', tag: 1 }),
    ],
    [
      'a limited reader that batches another service',
      () => service.client.call('batchGetConfigs', limitedReader(), { service: 'billing', keys: [other.key] }),
    ],
    ['a limited writer of another service', () => put(limitedWriter(), other)],
    ['a limited admin of another service', () => put(limitedAdmin(), other)],
    ['a limited admin that puts shared configuration', () => put(limitedAdmin(), shared)],
  ];
  for (const [what, call] of outOfScope) {
    it(`PERMISSION_DENIED for ${what}, before AWS is asked`, async () => {
      const calls = bench.cloud.aws.trail.records().length;
      const failure = await failureOf(call());
      assert.equal(failure.code, status.PERMISSION_DENIED, failure.message);
      assert.equal(detailsOf(failure).reason, 'PERMISSION_DENIED');
      assert.equal(bench.cloud.aws.trail.records().length, calls);
    });
  }

  it('lets each of these do what is in its scope', async () => {
    const shown = { ...own, key: 'tenant_config_own' };
    assert.equal((await service.client.call('getConfig', limitedReader(), shared)).entry?.value, '1');
    assert.equal((await service.client.call('getConfig', limitedReader(), own)).entry?.value, '1');
    for (const token of [writer(), limitedWriter(), limitedAdmin()]) {
      const { entry } = await service.client.call('putConfig', token, { ...shown, value: '1' });
      await service.client.call('deleteConfig', token, { ...shown, expectedVersion: entry?.version ?? 0n });
    }
  });

  function reader(): string {
    return bench.token('reader');
  }
  function writer(): string {
    return bench.token('writer');
  }
  function limitedReader(): string {
    return bench.token('reader', { services: ['orders'] });
  }
  function limitedWriter(): string {
    return bench.token('writer', { services: ['orders'] });
  }
  function limitedAdmin(): string {
    return bench.token('admin', { services: ['orders'] });
  }
  function put(token: string, place: { service: string; key: string }): Promise<unknown> {
    return service.client.call('putConfig', token, { ...place, ...write });
  }
});

import assert from 'node:assert/strict';
import { UnavailableError } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { FreshInstance } from '../fakes/fresh-instance.ts';

const theme = ['acme', 'orders', 'tenant_config_theme'] as const;

describe('A changed key', () => {
  let instance: FreshInstance;
  beforeEach(async () => {
    instance = new FreshInstance();
    instance.has('acme');
    await instance.put(...theme);
    await instance.read(...theme);
    await instance.put(...theme);
    instance.forgetCalls();
  });
  const reads = () => instance.stores.tenant_config.calls.length;

  it('is forgotten at once, and read again in a session that is at hand', async () => {
    instance.refresh(...theme);
    assert.equal(instance.heldVersion(...theme), undefined);
    await instance.time.advance(0);
    assert.equal(instance.heldVersion(...theme), 2);
    assert.deepEqual([reads(), instance.vendor.vended.length], [1, 0]);
    assert.equal(instance.tally.refills('done'), 1);
  });

  it('is left to the next caller when no session is at hand', async () => {
    instance.vendor.atHand.clear();
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.deepEqual([instance.heldVersion(...theme), reads()], [undefined, 0]);
    assert.equal(instance.tally.refills('no-session'), 1);
  });

  it('is not read when nobody has used it, or nothing was stored there, or its time is long over', async () => {
    instance.refresh('acme', 'orders', 'tenant_config_other');
    await instance.read('acme', 'orders', 'tenant_config_none');
    instance.forgetCalls();
    instance.refresh('acme', 'orders', 'tenant_config_none');
    await instance.time.advance(3_600_000 + 60_000);
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.equal(reads(), 0);
  });

  it('is read once however often it is told of while it waits, and again when that was while it was read', async () => {
    let release = () => {};
    instance.stores.tenant_config.after = () => new Promise((resolve) => (release = resolve));
    for (let times = 0; times < 100; times += 1) instance.refresh(...theme);
    await instance.time.advance(0);
    assert.equal(reads(), 1);
    instance.stores.tenant_config.after = () => {};
    await instance.put(...theme);
    instance.forgetCalls();
    for (let times = 0; times < 100; times += 1) instance.refresh(...theme);
    release();
    await instance.time.advance(0);
    assert.equal(instance.heldVersion(...theme), 3, 'what was read before the second change is not kept');
    assert.equal(reads(), 1);
    assert.equal(instance.refills.underWay, 0);
  });

  it('that cannot be read is left to the next caller', async () => {
    instance.stores.tenant_config.before = () => {
      throw new UnavailableError('down', 1_000);
    };
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.equal(instance.tally.refills('failed'), 1);
    assert.equal(instance.refills.underWay, 0);
  });

  it('is not read in a session of another tenant, whoever mixed it up', async () => {
    await instance.put('globex', 'orders', 'tenant_config_theme');
    instance.forgetCalls();
    instance.vendor.misdirectedTo = 'globex';
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.deepEqual([reads(), instance.tally.refills('failed')], [0, 1]);
    assert.equal(instance.heldVersion(...theme), undefined);
  });

  it('shares its read with callers who ask meanwhile', async () => {
    let release = () => {};
    instance.stores.tenant_config.before = () => new Promise((resolve) => (release = resolve));
    instance.refresh(...theme);
    await instance.time.advance(0);
    const asked = instance.read(...theme);
    release();
    assert.equal(await asked, 2);
    assert.equal(reads(), 1);
  });

  it('is not read once its tenant is revoked, nor after the instance began to stop', async () => {
    let release = () => {};
    instance.stores.tenant_config.after = () => new Promise((resolve) => (release = resolve));
    instance.refresh(...theme);
    await instance.time.advance(0);
    instance.vendor.atHand.clear();
    for (const tenant of instance.values.holders()) instance.values.dropTenant(tenant);
    release();
    await instance.time.advance(0);
    instance.refills.close();
    instance.has('acme');
    instance.stores.tenant_config.after = () => {};
    await instance.read(...theme);
    instance.forgetCalls();
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.equal(reads(), 0);
  });

  it('is left to whoever listens and has it read, so that one read is paid for', async () => {
    instance.has('acme');
    const stop = instance.changes.onChange(({ cause }) => cause === 'refresh');
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.deepEqual([reads(), instance.heldVersion(...theme)], [0, undefined]);
    stop();
    await instance.read(...theme);
    instance.refresh(...theme);
    await instance.time.advance(0);
    assert.equal(instance.heldVersion(...theme), 2);
    assert.equal(instance.tally.refills('done'), 1);
  });

  it('is told to whoever listens, when it is gone from memory; a write of this instance too, which stays', async () => {
    const seen: unknown[] = [];
    const stop = instance.changes.onChange(({ cause }) => seen.push([cause, instance.heldVersion(...theme)]));
    instance.changes.onChange(() => {
      throw new Error('a listener of its own mind');
    });
    instance.refresh(...theme);
    await instance.time.advance(0);
    for (const { tenant, service, key } of instance.told.slice(0, 1)) {
      instance.changes.changed(tenant, service, key, 'write');
    }
    assert.deepEqual(seen, [
      ['refresh', undefined],
      ['write', 2],
    ]);
    stop();
    instance.refresh(...theme);
    assert.equal(seen.length, 2);
    assert.deepEqual([instance.told.length, instance.failures.length], [3, 3]);
    assert.equal(String(instance.told[0]?.key.name), 'theme');
  });
});

describe('A flood of changes', () => {
  const keys = Array.from({ length: 300 }, (_, index) => `tenant_config_k${index}`);
  const tenants = Array.from({ length: 6 }, (_, index) => `tenant-${index}`);

  async function filled(): Promise<FreshInstance> {
    const instance = new FreshInstance({ perSecond: 20, burst: 40 });
    instance.has(...tenants);
    for (const tenant of tenants) {
      for (const key of keys) {
        await instance.put(tenant, 'orders', key);
        await instance.read(tenant, 'orders', key);
      }
    }
    instance.forgetCalls();
    return instance;
  }
  const refreshAll = (instance: FreshInstance, of: readonly string[]) => {
    for (const tenant of of) for (const key of keys) instance.refresh(tenant, 'orders', key);
  };

  it('has no more read than the budget allows, however many it names and however often', async () => {
    const instance = await filled();
    for (let second = 0; second < 20; second += 1) {
      refreshAll(instance, tenants);
      await instance.time.advance(1_000);
      const { calls } = instance.stores.tenant_config;
      assert.ok(calls.length <= 40 + 20 * (second + 1), `${calls.length} reads after ${second + 1} s`);
      assert.ok(calls.every((call) => call === 'get'));
    }
    assert.ok(instance.stores.tenant_config.calls.length >= 40, 'and some were read');
    assert.ok(instance.tally.refills('dropped') > 0);
    assert.equal(instance.vendor.vended.length, 0);
    await instance.time.advance(10_000);
    assert.deepEqual([instance.refills.underWay, instance.time.timers], [0, 0]);
  });

  it('of one tenant leaves the others their share', async () => {
    const instance = await filled();
    refreshAll(instance, ['tenant-0']);
    await instance.time.advance(0);
    assert.equal(instance.stores.tenant_config.calls.length, 10, 'a quarter of the burst');
    instance.refresh('tenant-1', 'orders', 'tenant_config_k0');
    await instance.time.advance(0);
    assert.equal(instance.heldVersion('tenant-1', 'orders', 'tenant_config_k0'), 1);
  });

  it('does not keep a caller from reading', async () => {
    const instance = await filled();
    refreshAll(instance, tenants);
    instance.forgetCalls();
    for (const tenant of tenants) {
      for (const key of keys) assert.equal(await instance.read(tenant, 'orders', key), 1);
    }
  });
});

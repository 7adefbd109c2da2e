import assert from 'node:assert/strict';
import { IsolationRefusedError, parseServiceName, parseTenantId, UnavailableError } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { FreshInstance } from '../fakes/fresh-instance.ts';

type Key = readonly [tenant: string, service: string, key: string];
const theme: Key = ['acme', 'orders', 'tenant_config_theme'];
const limit: Key = ['acme', 'orders', 'param_config_limit'];
const shared: Key = ['acme', '', 'tenant_config_theme'];
const theirs: Key = ['globex', 'orders', 'tenant_config_theme'];

describe('The sweep', () => {
  let instance: FreshInstance;
  beforeEach(async () => {
    instance = new FreshInstance();
    instance.has('acme', 'globex');
    for (const key of [theme, limit, shared, theirs]) {
      await instance.put(...key);
      await instance.read(...key);
    }
    await instance.time.advance(1);
    instance.forgetCalls();
  });
  const repaired = () => instance.tally.repaired('tenant_config') + instance.tally.repaired('param_config');
  const dropped = () => instance.tally.dropped('tenant_config') + instance.tally.dropped('param_config');
  const asked = () => Object.values(instance.stores).flatMap(({ calls }) => calls);

  it('finds what was changed in either store, of every service, and has it read again', async () => {
    for (const key of [theme, limit, shared]) await instance.put(...key);
    instance.forgetCalls();
    await instance.reconcile.sweep();
    await instance.time.advance(0);
    for (const key of [theme, limit, shared]) assert.equal(instance.heldVersion(...key), 2, key.join(' '));
    assert.equal(instance.heldVersion(...theirs), 1);
    assert.deepEqual([repaired(), dropped()], [3, 0]);
    assert.deepEqual(asked().sort(), ['get', 'get', 'get', 'versions', 'versions', 'versions', 'versions']);
    assert.deepEqual(
      instance.told.map(({ cause }) => cause),
      ['sweep', 'sweep', 'sweep'],
    );
    await instance.reconcile.sweep();
    assert.equal(repaired(), 3, 'once each');
    assert.equal(instance.vendor.vended.length, 0);
  });

  it('finds what was deleted, and what is there now where nothing was', async () => {
    await instance.delete(...theme);
    assert.equal(await instance.read('acme', 'orders', 'tenant_config_new'), 0);
    await instance.time.advance(1);
    await instance.put('acme', 'orders', 'tenant_config_new');
    await instance.reconcile.sweep();
    await instance.time.advance(0);
    assert.equal(await instance.read(...theme), 0);
    assert.equal(await instance.read('acme', 'orders', 'tenant_config_new'), 1);
    assert.equal(repaired(), 2);
  });

  it('asks for nothing, and serves no more but late, where no session is at hand, of that tenant alone', async () => {
    instance.vendor.atHand.delete(parseTenantId('acme'));
    await instance.reconcile.sweep();
    for (const key of [theme, limit, shared]) assert.equal(instance.heldVersion(...key), undefined);
    assert.equal(instance.heldVersion(...theirs), 1);
    assert.equal(instance.lateVersion(...theme), 1);
    assert.deepEqual(asked(), ['versions']);
    assert.equal(instance.tally.comparisons('tenant_config', 'unverifiable'), 2);
    await instance.reconcile.sweep();
    assert.deepEqual([dropped(), repaired()], [3, 0], 'once each');
  });

  it('leaves values as they are while the store cannot be asked, counts it, and goes on when it can', async () => {
    await instance.put(...theme);
    instance.stores.tenant_config.before = (operation) => {
      if (operation === 'versions') throw new UnavailableError('down', 1_000);
    };
    await instance.time.advance(60_000);
    await instance.reconcile.sweep();
    assert.deepEqual([instance.heldVersion(...theme), dropped(), repaired()], [1, 0, 0]);
    assert.equal(instance.tally.comparisons('tenant_config', 'failed'), 3);
    assert.equal(instance.failures.length, 3);
    await instance.time.advance(60_000);
    assert.equal(instance.reconcile.oldestMs('tenant_config'), 60_000);
    instance.stores.tenant_config.before = () => {};
    await instance.reconcile.sweep();
    await instance.time.advance(0);
    assert.deepEqual([instance.heldVersion(...theme), repaired()], [2, 1]);
    assert.equal(instance.reconcile.oldestMs('tenant_config'), 0);
  });

  it('forgets what AWS refuses to list', async () => {
    instance.stores.param_config.before = () => {
      throw new IsolationRefusedError('ssm:GetParametersByPath');
    };
    await instance.reconcile.sweep();
    assert.deepEqual([instance.heldVersion(...limit), instance.heldVersion(...theme)], [undefined, 1]);
    assert.equal(dropped(), 1);
  });

  it('lists nothing in a session of another tenant, whoever mixed it up, and forgets', async () => {
    instance.vendor.atHand.delete(parseTenantId('globex'));
    instance.vendor.misdirectedTo = 'globex';
    await instance.reconcile.sweep();
    assert.deepEqual([asked(), dropped(), repaired()], [[], 4, 0]);
  });

  it('does nothing about a tenant that is revoked while its versions are listed', async () => {
    instance.stores.tenant_config.after = () => {
      const acme = parseTenantId('acme');
      instance.vendor.revoke(acme);
      instance.values.dropTenant(acme);
    };
    await instance.put(...theme);
    await instance.reconcile.sweep();
    assert.deepEqual([repaired(), instance.told.length], [0, 0]);
  });

  for (const moment of ['before', 'after'] as const) {
    it(`leaves alone what was told of and loaded while it listed, ${moment} the store looked`, async () => {
      let listings = 0;
      // What was used last is listed first, and of the other tenant nothing is.
      instance.vendor.atHand.delete(parseTenantId('globex'));
      await instance.read(...theme);
      instance.stores.tenant_config[moment] = async (operation) => {
        if (operation !== 'versions' || listings++ > 0) return;
        await instance.put(...theme);
        instance.refresh(...theme);
        await instance.read(...theme);
      };
      await instance.reconcile.sweep();
      assert.equal(instance.heldVersion(...theme), 2);
      assert.equal(repaired(), 0);
    });
  }

  it('reads again what a load brought that had begun before and ended after it', async () => {
    const other = ['acme', 'orders', 'tenant_config_other'] as const;
    await instance.put(...other);
    await instance.read(...other);
    let release = () => {};
    instance.stores.tenant_config.after = () => new Promise((resolve) => (release = resolve));
    instance.refresh(...theme);
    await instance.time.advance(0);
    instance.stores.tenant_config.after = () => {};
    await instance.put(...theme);
    await instance.reconcile.sweep();
    release();
    await instance.time.advance(0);
    assert.equal(instance.heldVersion(...theme), 2);
  });

  it('drops what a load that began before its deletion brings back while it lists', async () => {
    const { tenant_config: store } = instance.stores;
    instance.vendor.atHand.delete(parseTenantId('globex'));
    await instance.read(...theme);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let slow: Promise<number> | undefined;
    store.before = async (operation) => {
      if (operation !== 'versions' || slow !== undefined) return;
      instance.values.invalidate(parseTenantId('acme'), 'orders/tenant_config_theme');
      store.after = () => held;
      slow = instance.read(...theme);
      await instance.time.advance(1);
      store.after = async (each) => {
        if (each !== 'versions') return;
        release();
        await slow;
      };
      await instance.delete(...theme);
    };
    await instance.reconcile.sweep();
    await instance.time.advance(0);
    assert.equal(await slow, 1);
    assert.equal(await instance.read(...theme), 0);
  });

  it('takes a version below the one held for a store that lags, and no change', async () => {
    const { tenant_config: store } = instance.stores;
    const versions = store.versions.bind(store);
    await instance.put(...theme);
    instance.refresh(...theme);
    await instance.time.advance(1);
    store.versions = async (...request) => {
      const page = await versions(...request);
      return { ...page, versions: new Map([...page.versions].map(([name]) => [name, 1])) };
    };
    await instance.reconcile.sweep();
    assert.deepEqual([instance.heldVersion(...theme), repaired()], [2, 0]);
  });

  it('reads on until it has seen what is held, no further, and forgets what is beyond its pages', async () => {
    const { tenant_config: store } = instance.stores;
    const many = Array.from({ length: 250 }, (_, index) => `tenant_config_z${String(index).padStart(3, '0')}`);
    for (const key of many) await instance.put('globex', 'orders', key);
    instance.forgetCalls();
    await instance.reconcile.sweep();
    assert.equal(store.calls.filter((call) => call === 'versions').length, 3, 'one a group');
    await instance.read('globex', 'orders', many.at(-1) ?? '');
    await instance.time.advance(1);
    instance.forgetCalls();
    await instance.reconcile.sweep();
    assert.equal(store.calls.length, 5);

    store.versions = async () => ({ versions: new Map(), next: 'more' });
    const swept = instance.reconcile.sweep();
    await instance.time.advance(10_000);
    await swept;
    assert.equal(dropped(), 4, 'in neither of three services is the end seen');
  });

  it('has what is watched listed whole, held or not, and tells of it', async () => {
    const acme = parseTenantId('acme');
    const billing = { tenant: acme, service: parseServiceName('billing'), tag: 'param_config' } as const;
    instance.watchedGroups.push(billing, { tenant: acme, service: parseServiceName('orders'), tag: 'tenant_config' });
    for (let index = 0; index < 101; index += 1) await instance.put('acme', 'billing', `param_config_p${index}`);
    await instance.reconcile.sweep();
    const told = instance.listed.find(({ group }) => group.service === 'billing');
    assert.equal(told?.versions.size, 101);
    assert.equal(told?.versions.get('billing/param_config_p7'), 1);
    assert.equal(instance.listed.length, 2);
    instance.vendor.atHand.clear();
    await instance.reconcile.sweep();
    assert.equal(instance.listed.length, 2, 'nobody is told that nothing is stored');
  });
});

describe('The sweep in time', () => {
  const tenants = Array.from({ length: 40 }, (_, index) => `tenant-${index}`);
  const theme = 'tenant_config_theme';

  async function filled(parts: ConstructorParameters<typeof FreshInstance>[0] = {}): Promise<FreshInstance> {
    const instance = new FreshInstance(parts);
    instance.has(...tenants);
    for (const tenant of tenants) {
      await instance.put(tenant, 'orders', theme);
      await instance.read(tenant, 'orders', theme);
    }
    instance.forgetCalls();
    return instance;
  }
  const asked = (instance: FreshInstance) => instance.stores.tenant_config.calls.filter((call) => call === 'versions');

  it('repairs every lost change within its interval, and spreads its calls over it', async () => {
    const instance = await filled();
    instance.reconcile.start();
    for (let round = 2; round < 8; round += 1) {
      for (const tenant of tenants) await instance.put(tenant, 'orders', theme);
      instance.forgetCalls();
      for (let second = 0; second < 60; second += 1) {
        const before = asked(instance).length;
        await instance.time.advance(1_000);
        assert.ok(asked(instance).length - before <= 8, 'not all at once');
        assert.ok(instance.reconcile.oldestMs('tenant_config') <= 60_000);
      }
      for (const tenant of tenants) assert.equal(instance.heldVersion(tenant, 'orders', theme), round);
      assert.ok(asked(instance).length <= 40 * 1.35, `${asked(instance).length} calls in an interval`);
    }
    instance.reconcile.close();
  });

  it('asks no more often than its budget allows, and takes the longer for it, each in turn', async () => {
    const instance = await filled({ comparisonsPerSecond: 1, intervalMs: 10_000 });
    instance.reconcile.start();
    for (let second = 1; second <= 120; second += 1) {
      await instance.time.advance(1_000);
      assert.ok(asked(instance).length <= second + 1, `${asked(instance).length} calls in ${second} s`);
    }
    assert.ok(asked(instance).length >= 100);
    const oldest = instance.reconcile.oldestMs('tenant_config');
    assert.ok(oldest > 30_000 && oldest <= 60_000, `the oldest is ${oldest} ms old`);
    instance.reconcile.close();
  });

  it('compares no tenant twice at a time, however long its store takes', async () => {
    const instance = await filled({ intervalMs: 1_000 });
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    instance.stores.tenant_config.before = (operation) => (operation === 'versions' ? gate : undefined);
    instance.reconcile.start();
    await instance.time.advance(10_000);
    assert.equal(asked(instance).length, 8, 'as many as may be compared at a time');
    release();
    await instance.time.advance(0);
    assert.equal(asked(instance).length, 40, 'each once, however often it came to be due');
    instance.reconcile.close();
  });

  it('begins anew, when asked to, what it is comparing, and not at the same time', async () => {
    const instance = new FreshInstance();
    instance.has('acme');
    await instance.put('acme', 'orders', theme);
    await instance.read('acme', 'orders', theme);
    const gate = Promise.withResolvers<void>();
    instance.stores.tenant_config.before = () => gate.promise;
    const swept = [instance.reconcile.sweep(), instance.reconcile.sweep()];
    await instance.time.advance(0);
    assert.equal(asked(instance).length, 1);
    gate.resolve();
    await Promise.all(swept);
    assert.equal(asked(instance).length, 2);
  });

  it('is not held up in one store by the other', async () => {
    const instance = await filled();
    await instance.put('tenant-0', 'orders', 'param_config_limit');
    await instance.read('tenant-0', 'orders', 'param_config_limit');
    instance.stores.param_config.before = () => new Promise(() => {});
    instance.reconcile.start();
    await instance.time.advance(60_000);
    assert.equal(instance.stores.param_config.calls.at(-1), 'versions');
    for (const tenant of tenants) await instance.put(tenant, 'orders', theme);
    await instance.time.advance(60_000);
    for (const tenant of tenants) assert.equal(instance.heldVersion(tenant, 'orders', theme), 2);
    assert.ok(instance.reconcile.oldestMs('param_config') > 100_000);
    instance.reconcile.close();
  });

  it('begins nothing once it is closed, and leaves no timer', async () => {
    const instance = await filled();
    instance.reconcile.start();
    await instance.time.advance(30_000);
    instance.reconcile.close();
    instance.forgetCalls();
    await instance.time.advance(120_000);
    await instance.reconcile.sweep();
    assert.deepEqual([asked(instance).length, instance.time.timers], [0, 0]);
  });

  it('forgets tenants of whom nothing is held any more', async () => {
    const instance = await filled();
    instance.vendor.atHand.clear();
    instance.reconcile.start();
    // For as long as they may be served late.
    await instance.time.advance(2 * 3_600_000);
    assert.equal(instance.values.holders().length, 0);
    await instance.time.advance(60_000);
    assert.equal(instance.reconcile.oldestMs('tenant_config'), 0);
    instance.reconcile.close();
  });
});

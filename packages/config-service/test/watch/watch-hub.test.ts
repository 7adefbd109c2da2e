import assert from 'node:assert/strict';
import {
  InvalidInputError,
  PermissionDeniedError,
  parseConfigKey,
  parseServiceName,
  ResourceExhaustedError,
  type Sensitivity,
  TenantRevokedError,
  UnauthenticatedError,
  UnavailableError,
} from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { turns } from '../fakes/turns.ts';
import { WatchedInstance } from './watched-instance.ts';
import { WatchingClient } from './watching-client.ts';

const acme = callerOf('acme');
const theme = 'tenant_config_theme';
const url = 'param_config_url';

const settled = (): Promise<void> => turns(60);

describe('A watch', () => {
  let clock: ManualClock;
  let stores: { readonly tenant_config: MemoryStore; readonly param_config: MemoryStore };
  let instance: WatchedInstance;

  beforeEach(() => {
    clock = new ManualClock();
    stores = { tenant_config: new MemoryStore('tenant_config'), param_config: new MemoryStore('param_config') };
    instance = new WatchedInstance(stores, clock);
  });
  afterEach(() => instance.hub.close(new Error('over')));

  const at = async (text: string, service: string, tenant: string) => {
    const { tag, name } = parseConfigKey(text);
    const named = service === '' ? null : parseServiceName(service);
    const session = await new FakeVendor().vend(callerOf(tenant), { access: 'write', service: named });
    const version = (await stores[tag].get(session, named, name))?.version ?? 0;
    return { store: stores[tag], named, name, session, version };
  };
  const put = async (
    text: string,
    value: string,
    { service = 'orders', tenant = 'acme', sensitivity = 'normal' as Sensitivity, tell = true } = {},
  ): Promise<void> => {
    const { store, session, named, name, version } = await at(text, service, tenant);
    const write = { value, contentType: 'text/plain', sensitivity, expectedVersion: version, author: 'ann' };
    await store.put(session, named, name, write);
    if (tell) instance.told(session.tenant, service, text);
  };
  const remove = async (text: string): Promise<void> => {
    const { store, session, named, name, version } = await at(text, 'orders', 'acme');
    await store.delete(session, named, name, { expectedVersion: version, author: 'ann' });
    instance.told(session.tenant, 'orders', text);
  };
  const watching = async (client = new WatchingClient(acme)): Promise<WatchingClient> => {
    client.watch(instance.hub);
    await settled();
    return client;
  };
  const reads = (): number => stores.tenant_config.calls.filter((call) => call === 'get').length;

  it('begins with what is stored, in both stores, and goes on with every change', async () => {
    await put(theme, 'dark');
    await put(url, 'https://a');
    const client = await watching();
    assert.deepEqual(client.snapshots, ['FIRST']);
    assert.deepEqual(
      [...client.known],
      [
        [theme, 'dark@1'],
        [url, 'https://a@1'],
      ],
    );
    await put(theme, 'light');
    await settled();
    await remove(url);
    await settled();
    assert.deepEqual(client.changes, [`${theme}@2`, `${url}@0`]);
    assert.deepEqual([...client.known], [[theme, 'light@2']]);
  });

  it('is of one store, service and beginning', async () => {
    const client = await watching(new WatchingClient(acme, 'orders', 'tenant_config_the'));
    await put('tenant_config_other', 'x');
    await put(url, 'x');
    await put(theme, 'x', { service: 'billing' });
    await put(theme, 'x', { service: '' });
    await put(theme, 'x', { tenant: 'globex' });
    await settled();
    assert.deepEqual(client.changes, []);
    await put(theme, 'mine');
    await settled();
    assert.deepEqual(client.changes, [`${theme}@1`]);
  });

  it('of shared configuration is of what has no service', async () => {
    const client = await watching(new WatchingClient(callerOf('acme', 'reader', ['orders']), ''));
    await put(theme, 'x', { service: 'orders' });
    await put(theme, 'shared', { service: '' });
    await settled();
    assert.deepEqual([...client.known], [[theme, 'shared@1']]);
  });

  for (const [service, prefix, field] of [
    ['orders', 'tenant_', 'key_prefix'],
    ['orders', 'theme', 'key_prefix'],
    ['orders', 'tenant_config_a*', 'key_prefix'],
    ['orders', 'tenant_config_a/b', 'key_prefix'],
    ['orders', `tenant_config_${'a'.repeat(129)}`, 'key_prefix'],
    ['', 'param_config_', 'service'],
    ['a b', '', 'service'],
  ] as const) {
    it(`of ${JSON.stringify(service)} and ${JSON.stringify(prefix.slice(0, 24))} is refused`, () => {
      const open = () => new WatchingClient(acme, service, prefix).watch(instance.hub);
      assert.throws(open, (failure) => failure instanceof InvalidInputError && failure.field === field);
      assert.equal(instance.hub.size, 0);
    });
  }

  it('of a service outside the token is refused', () => {
    const open = () => new WatchingClient(callerOf('acme', 'reader', ['billing'])).watch(instance.hub);
    assert.throws(open, PermissionDeniedError);
  });

  it('tells of a change that came while a read was under way', async () => {
    const client = await watching();
    const gate = Promise.withResolvers<void>();
    await put(theme, 'one', { tell: false });
    stores.tenant_config.after = (operation) => (operation === 'get' ? gate.promise : undefined);
    instance.told(acme.tenant, 'orders', theme);
    await settled();
    stores.tenant_config.after = () => undefined;
    await put(theme, 'two');
    gate.resolve();
    await settled();
    assert.equal(client.known.get(theme), 'two@2');
  });

  it('leaves no gap between its snapshot and what changes meanwhile', async () => {
    await put(theme, 'old', { tell: false });
    const gate = Promise.withResolvers<void>();
    stores.tenant_config.after = (operation) => (operation === 'list' ? gate.promise : undefined);
    const client = await watching();
    stores.tenant_config.after = () => undefined;
    await put(theme, 'new');
    await settled();
    gate.resolve();
    await settled();
    assert.deepEqual([...client.known], [[theme, 'new@2']]);
  });

  it('splits a snapshot that is large, and says which part is the last', async () => {
    for (const name of ['a', 'b', 'c']) await put(`tenant_config_${name}`, name.repeat(600_000), { tell: false });
    const client = await watching();
    const parts = client.received.map(({ event }) => event.case === 'snapshot' && event.value.complete);
    assert.deepEqual(parts, [false, false, true]);
    assert.equal(client.known.size, 3);
  });

  it('tells of sensitive entries without their value', async () => {
    await put(url, 'secret-1', { sensitivity: 'sensitive' });
    const client = await watching();
    assert.equal(client.known.get(url), 'secret@1');
    await put(url, 'secret-2', { sensitivity: 'sensitive' });
    await settled();
    assert.equal(client.known.get(url), 'secret@2');
    assert.ok(client.messages.every(({ bytes }) => !bytes.includes('secret-')));
  });

  it('of a thousand watchers costs one read a change, and one message for all', async () => {
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => watching()));
    stores.tenant_config.calls.length = 0;
    await put(theme, 'light');
    await settled();
    assert.equal(reads(), 2); // one is the test's own
    assert.ok(clients.every(({ known }) => known.get(theme) === 'light@1'));
    assert.equal(new Set(clients.map(({ messages }) => messages.at(-1)?.bytes)).size, 1);
    assert.equal(instance.tally.delivered, 1_000);
  });

  it('is not slowed by one that is slow, which is told the newest of each key and no more', async () => {
    const quick = await watching();
    const slow = await watching();
    slow.isSlow = true;
    for (let version = 1; version <= 20; version += 1) {
      await put(theme, `v${version}`);
      await settled();
    }
    assert.equal(quick.changes.length, 20);
    assert.deepEqual(slow.changes, [`${theme}@1`]);
    slow.isSlow = false;
    slow.makeRoom();
    await settled();
    assert.deepEqual(slow.changes, [`${theme}@1`, `${theme}@20`]);
    assert.equal(instance.tally.coalesced, 18);
  });

  it('keeps few bytes for one that is slow, and reads again what it did not keep', async () => {
    const slow = await watching();
    slow.isSlow = true;
    const names = Array.from({ length: 30 }, (_, index) => `tenant_config_k${index}`);
    for (const name of names) await put(name, 'x'.repeat(400_000));
    await settled();
    const before = reads();
    slow.isSlow = false;
    slow.makeRoom();
    await settled();
    for (let turn = 0; turn < 20; turn += 1) await settled();
    assert.equal(slow.known.size, 30);
    const again = reads() - before;
    assert.ok(again > 0 && again <= 30, `${again} reads`);
  });

  it('goes on where its token ends, on any instance', async () => {
    await put(theme, 'one');
    await put('tenant_config_gone', 'x');
    await put('tenant_config_kept', 'x');
    const client = await watching();
    client.leave();
    await put(theme, 'two');
    await remove('tenant_config_gone');
    await put('tenant_config_new', 'x');
    const other = new WatchedInstance(stores, clock);
    client.watch(other.hub);
    await settled();
    assert.deepEqual(client.changes.toSorted(), ['tenant_config_gone@0', 'tenant_config_new@1', `${theme}@2`]);
    assert.deepEqual(client.snapshots, ['FIRST']);
    assert.equal(client.known.size, 3);
    assert.equal(other.tally.resumed, 1);
    other.hub.close(new Error('over'));
  });

  it('says at once that it goes on, though nothing has changed', async () => {
    const client = await watching();
    client.leave();
    client.received.length = 0;
    await watching(client);
    assert.deepEqual(
      client.received.map(({ event }) => event.case),
      ['heartbeat'],
    );
  });

  it('begins anew, and says why, with a token that is too old, of another watch, or none of ours', async () => {
    const client = await watching();
    client.leave();
    const { token } = client;
    clock.advance(24 * 3_600_000 + 120_000);
    await watching(client);
    client.leave();
    const elsewhere = await watching(Object.assign(new WatchingClient(acme, 'billing'), { token }));
    const foreign = await watching(Object.assign(new WatchingClient(callerOf('globex')), { token: client.token }));
    const garbage = await watching(Object.assign(new WatchingClient(acme), { token: Buffer.from('garbage') }));
    assert.deepEqual(client.snapshots, ['FIRST', 'RESUME_TOKEN_TOO_OLD']);
    for (const { snapshots } of [elsewhere, foreign, garbage]) {
      assert.deepEqual(snapshots, ['RESUME_TOKEN_OF_ANOTHER_WATCH']);
    }
  });

  it('of more than a thousand keys begins anew when its client comes back', async () => {
    for (let index = 0; index < 1_001; index += 1) await put(`tenant_config_k${index}`, 'x', { tell: false });
    const client = await watching();
    assert.equal(client.known.size, 1_001);
    client.leave();
    await watching(client);
    assert.deepEqual(client.snapshots, ['FIRST', 'TOO_MANY_KEYS']);
  });

  it('says that it is alive when nothing was told for its interval', async () => {
    const client = await watching();
    client.received.length = 0;
    clock.advance(29_000);
    await instance.schedule.goOff();
    assert.equal(client.received.length, 0);
    clock.advance(1_000);
    await instance.schedule.goOff();
    assert.deepEqual(
      client.received.map(({ event }) => event.case),
      ['heartbeat'],
    );
    assert.ok((client.received[0]?.resumeToken.length ?? 0) > 0);
  });

  it('ends when its token expires, though a timer be late', async () => {
    const brief = { ...acme, expiresAt: clock.now() + 60_000 };
    const [one, other] = [await watching(new WatchingClient(brief)), await watching(new WatchingClient(brief))];
    clock.advance(60_000);
    await put(theme, 'late');
    await settled();
    assert.equal(one.known.size, 0);
    await instance.schedule.goOff();
    for (const { failure } of [one, other]) assert.ok(failure instanceof UnauthenticatedError);
    assert.equal(instance.hub.size, 0);
  });

  it('ends when its token is not accepted any more, and goes on while its issuer cannot be asked', async () => {
    const client = await watching();
    instance.verify = () => Promise.reject(new UnavailableError('the issuer is down', 0));
    await instance.schedule.goOff();
    assert.equal(client.failure, undefined);
    instance.verify = () => Promise.reject(new UnauthenticatedError('unknown-key'));
    await instance.schedule.goOff();
    assert.ok((client.failure as Error | undefined) instanceof UnauthenticatedError);
  });

  it('of a thousand that come back at once costs two listings a store', async () => {
    await put(theme, 'one');
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => watching()));
    for (const client of clients) client.leave();
    await put(theme, 'two');
    stores.tenant_config.calls.length = 0;
    stores.param_config.calls.length = 0;
    await Promise.all(clients.map((client) => watching(client)));
    assert.ok(clients.every(({ known }) => known.get(theme) === 'two@2'));
    assert.equal(stores.tenant_config.calls.filter((call) => call === 'versions').length, 2);
    assert.equal(stores.param_config.calls.length, 2);
    assert.ok(reads() <= 2, `${reads()} reads`);
  });

  it('goes on though another that came back with it was refused by AWS', async () => {
    const refused = { ...acme };
    const clients = [
      await watching(new WatchingClient(refused)),
      await watching(new WatchingClient(refused)),
      await watching(),
    ];
    for (const client of clients) client.leave();
    instance.vendor.before = async (caller) => {
      await turns(1);
      if (caller === refused) throw new UnauthenticatedError('expired');
    };
    for (const client of clients) client.watch(instance.hub);
    await settled();
    const failures = clients.map(({ failure }) => failure?.name);
    assert.deepEqual(failures, ['UnauthenticatedError', 'UnauthenticatedError', undefined]);
    assert.equal(clients[2]?.received.at(-1)?.event.case, 'heartbeat');
  });

  it('that was slow shares again what the others are sent', async () => {
    const [slow, quick] = [await watching(), await watching()];
    slow.isSlow = true;
    for (const value of ['a', 'b', 'c']) {
      await put(theme, value);
      await settled();
    }
    slow.isSlow = false;
    slow.makeRoom();
    await settled();
    await put(theme, 'd');
    await settled();
    assert.equal(slow.messages.at(-1), quick.messages.at(-1));
  });

  it('is told nothing that waited when its rights ended', async () => {
    const brief = { ...acme, expiresAt: clock.now() + 60_000 };
    const clients = [await watching(new WatchingClient(brief)), await watching(new WatchingClient(callerOf('globex')))];
    for (const client of clients) client.isSlow = true;
    for (const tenant of ['acme', 'globex']) {
      await put(theme, 'one', { tenant });
      await settled();
      await put(theme, 'two', { tenant });
      await settled();
    }
    clock.advance(60_000);
    instance.refused.add(callerOf('globex').tenant);
    for (const client of clients) client.makeRoom();
    await settled();
    assert.deepEqual(
      clients.map(({ changes }) => changes),
      [[`${theme}@1`], [`${theme}@1`]],
    );
    assert.deepEqual(
      clients.map(({ failure }) => failure?.name),
      ['UnauthenticatedError', 'TenantRevokedError'],
    );
  });

  it('does not take what is served past its time for what is stored', async () => {
    await put(theme, 'one');
    const client = await watching();
    const call = { isWanted: () => true, remainingMs: () => 1_000, follow: <T>(work: () => T): T => work() };
    await instance.getConfig.execute(acme, { service: 'orders', key: theme }, call);
    await put(theme, 'two', { tell: false });
    clock.advance(40_000);
    stores.tenant_config.before = (operation) => {
      if (operation === 'get') throw new UnavailableError('down', 0);
    };
    instance.changes.changed(acme.tenant, parseServiceName('orders'), parseConfigKey(theme), 'write');
    await settled();
    stores.tenant_config.before = () => undefined;
    await instance.schedule.goOff();
    await settled();
    assert.equal(client.known.get(theme), 'two@2');
  });

  it('is not taken to have missed what it is about to be told', async () => {
    const [slow, quick] = [await watching(), await watching(new WatchingClient(acme, 'orders', 'param_config_'))];
    slow.isSlow = true;
    for (const value of ['one', 'two']) {
      await put(theme, value);
      await settled();
    }
    instance.turn = () => {
      throw new ResourceExhaustedError('full', 0);
    };
    await put(url, 'x');
    await settled();
    await instance.sweep();
    await settled();
    assert.equal(instance.tally.repaired, 0);
    assert.deepEqual(quick.changes, []);
  });

  it('ends with its tenant, and no other does', async () => {
    const [one, other] = [await watching(), await watching(new WatchingClient(callerOf('globex')))];
    instance.refused.add(acme.tenant);
    instance.forgotten.forget(acme.tenant);
    assert.ok(one.failure instanceof TenantRevokedError);
    assert.equal(other.failure, undefined);
    assert.equal(instance.hub.size, 1);
  });

  it('ends with the instance, and none begins on it', async () => {
    const client = await watching();
    instance.hub.close(new UnavailableError('stopping', 0));
    assert.ok(client.failure instanceof UnavailableError);
    assert.throws(() => client.watch(instance.hub), UnavailableError);
  });

  it('is refused when its tenant, or the instance, has as many as it may', async () => {
    const small = new WatchedInstance(stores, clock, { maxWatches: 3, maxWatchesPerTenant: 2 });
    const open = (tenant: string) => new WatchingClient(callerOf(tenant)).watch(small.hub);
    const first = open('acme');
    open('acme');
    assert.throws(() => open('acme'), ResourceExhaustedError);
    open('globex');
    assert.throws(() => open('initech'), ResourceExhaustedError);
    first.leave();
    open('initech');
    small.hub.close(new Error('over'));
  });

  it('finds a place on an instance that is nearly full, unless its tenant has many', async () => {
    const full = new WatchedInstance(stores, clock, { maxWatches: 400, maxWatchesPerTenant: 200 });
    const open = (tenant: string) => new WatchingClient(callerOf(tenant)).watch(full.hub);
    for (let at = 0; at < 150; at += 1) for (const tenant of ['acme', 'globex']) open(tenant);
    for (const tenant of ['acme', 'globex']) assert.throws(() => open(tenant), ResourceExhaustedError);
    for (let at = 0; at < 4; at += 1) open('initech');
    assert.throws(() => open('initech'), ResourceExhaustedError);
    open('hooli');
    full.hub.close(new Error('over'));
  });

  it('reads again what could not be read, ever less often, until it can', async () => {
    const client = await watching();
    let failures = 0;
    stores.tenant_config.before = (operation) => {
      if (operation !== 'get') return;
      failures += 1;
      throw new UnavailableError('down', 0);
    };
    instance.told(acme.tenant, 'orders', theme);
    await settled();
    for (let round = 0; round < 3; round += 1) {
      await instance.schedule.goOff();
      await settled();
    }
    assert.equal(failures, 4);
    const waits = instance.schedule.pending.filter((ms) => ms < 30_000);
    assert.deepEqual(waits, [600]); // 800 ms less a quarter
    stores.tenant_config.before = () => undefined;
    await put(theme, 'at last', { tell: false });
    await instance.schedule.goOff();
    await settled();
    assert.equal(client.known.get(theme), 'at last@1');
    assert.deepEqual(instance.failures, []);
  });

  it('waits for its turn within the budget, and what is turned away is not lost', async () => {
    const client = await watching();
    instance.turn = () => {
      throw new ResourceExhaustedError('full', 0);
    };
    await put(theme, 'x');
    await settled();
    assert.deepEqual(client.changes, []);
    instance.turn = () => undefined;
    await instance.schedule.goOff();
    await settled();
    assert.deepEqual(client.changes, [`${theme}@1`]);
  });

  it('is read for with the rights of another watcher when those of one do not do', async () => {
    const brief = { ...acme };
    const clients = [await watching(new WatchingClient(brief)), await watching()];
    instance.vendor.before = (caller) => {
      if (caller === brief) throw new UnauthenticatedError('expired');
    };
    await put(theme, 'x');
    await settled();
    for (const { changes } of clients) assert.deepEqual(changes, [`${theme}@1`]);
  });

  it('is told by a sweep of what nobody told of', async () => {
    const [client, late] = [await watching(), await watching(new WatchingClient(acme, 'orders', 'param_config_'))];
    await put(theme, 'x', { tell: false });
    await put(url, 'x', { tell: false });
    await instance.sweep();
    await settled();
    assert.deepEqual(client.changes.toSorted(), [`${url}@1`, `${theme}@1`]);
    assert.deepEqual(late.changes, [`${url}@1`]);
    assert.equal(instance.tally.repaired, 2);
    await instance.sweep();
    assert.equal(instance.tally.repaired, 2);
  });

  it('is compared with the store in turns, where one tenant has very many watchers', async () => {
    for (let at = 0; at < 300; at += 1) {
      new WatchingClient(acme, 'orders', `tenant_config_${at}.`).watch(instance.hub);
    }
    await settled();
    const versions = new Map<string, number>();
    for (let at = 0; at < 1_000; at += 1) versions.set(`orders/tenant_config_${at}.x`, 1);
    instance.hub.listed({ tenant: acme.tenant, service: parseServiceName('orders'), tag: 'tenant_config' }, versions);
    assert.ok(instance.tally.repaired > 0 && instance.tally.repaired < 300);
    await instance.schedule.goOff();
    assert.equal(instance.tally.repaired, 300);
  });

  it('keeps a session at hand for what changes next', async () => {
    await watching();
    await watching();
    instance.vendor.vended.length = 0;
    clock.advance(30_000);
    await instance.schedule.goOff();
    assert.deepEqual(
      instance.vendor.vended.map(({ scope }) => scope),
      [{ access: 'read', service: 'orders' }],
    );
  });
});

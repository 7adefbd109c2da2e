import assert from 'node:assert/strict';
import { parseConfigKey, parseServiceName, UnavailableError } from '@leasehold/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { OpenWatches } from '../../src/watch/open-watches.ts';
import { ToldKeys } from '../../src/watch/told-keys.ts';
import { parseWatchScope } from '../../src/watch/watch-scope.ts';
import { WatchStream } from '../../src/watch/watch-stream.ts';
import { WatchTally } from '../../src/watch/watch-tally.ts';
import { callerOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { turns } from '../fakes/turns.ts';
import { WatchedInstance } from './watched-instance.ts';
import { WatchingClient } from './watching-client.ts';

const acme = callerOf('acme');
const orders = parseServiceName('orders');

async function settled(): Promise<void> {
  await turns(30);
}

describe('Watchers that do not read', () => {
  let stores: { readonly tenant_config: MemoryStore; readonly param_config: MemoryStore };
  let instance: WatchedInstance;

  beforeEach(async () => {
    stores = { tenant_config: new MemoryStore('tenant_config'), param_config: new MemoryStore('param_config') };
    instance = new WatchedInstance(stores, new ManualClock());
    const session = await new FakeVendor().vend(acme, { access: 'write', service: orders });
    const write = { value: 'dark', contentType: 'text/plain', sensitivity: 'normal', author: 'ann' } as const;
    await stores.tenant_config.put(session, orders, parseConfigKey('tenant_config_theme').name, {
      ...write,
      expectedVersion: 0,
    });
  });
  afterEach(() => instance.hub.close(new Error('over')));

  it('take room for few snapshots of their tenant, not for long, and none of another tenant', async () => {
    const stalled = Array.from({ length: 40 }, () => new WatchingClient(acme));
    for (const client of stalled) {
      client.isSlow = true;
      client.watch(instance.hub);
    }
    await settled();
    assert.equal(stalled.filter(({ received }) => received.length > 0).length, 16);
    const other = new WatchingClient(callerOf('globex')).watch(instance.hub);
    const patient = new WatchingClient(acme).watch(instance.hub);
    await settled();
    assert.deepEqual(other.snapshots, ['FIRST']);
    assert.deepEqual(patient.received, []);
    // One leaves while it waits for its place, one while it has one.
    stalled.at(-1)?.leave();
    stalled[0]?.leave();
    for (let round = 0; round < 3; round += 1) {
      await instance.schedule.goOff();
      await settled();
    }
    assert.deepEqual(patient.snapshots, ['FIRST']);
    assert.equal(patient.failure, undefined);
    for (const { failure } of stalled.slice(1, -1)) assert.ok(failure instanceof UnavailableError);
    assert.equal(instance.hub.size, 2);
  });
});

describe('What watchers were told', () => {
  const { tenant } = acme;
  const host = {
    clock: new ManualClock(),
    tally: new WatchTally(),
    check: () => undefined,
    readKey: () => undefined,
    ended: () => undefined,
  };
  const told = (count: number): ToldKeys => {
    let keys = ToldKeys.none;
    for (let at = 0; at < count; at += 1) keys = keys.with(`tenant_config_${'a'.repeat(100)}${at}`, 1);
    return keys;
  };
  const opened = (watches: OpenWatches, prefix: string): WatchStream => {
    const view = watches.view(parseWatchScope(tenant, 'orders', prefix));
    const stream = new WatchStream(acme, view, new WatchingClient(acme), host);
    watches.add(stream);
    return stream;
  };
  const room = (all: readonly ToldKeys[]): number => new Set(all.flatMap(({ stretches }) => stretches)).size;

  it('takes room once, though each was told a little else', () => {
    const { view } = opened(new OpenWatches(), '');
    const all = Array.from({ length: 50 }, (_, at) => view.shared(told(2_000).with(`tenant_config_b${at}`, 1)));
    assert.ok(room(all) < 2 * told(2_000).stretches.length + 50);
  });

  it('takes room once, though each watches with another beginning', () => {
    const watches = new OpenWatches();
    const all = Array.from({ length: 50 }, (_, at) =>
      opened(watches, `tenant_config_${'a'.repeat(at)}`).view.shared(told(2_000)),
    );
    assert.equal(room(all), told(2_000).stretches.length);
  });

  it('is the same, whatever it was made of', () => {
    const keys = fc.dictionary(fc.constantFrom(...'abcdefghijkl'), fc.integer({ min: 1, max: 2 }));
    const made = (of: Readonly<Record<string, number>>): ToldKeys =>
      Object.entries(of).reduce((all, [key, version]) => all.with(key, version), ToldKeys.none);
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        assert.deepEqual([...made(one).madeOf(made(other))], [...made(one)]);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseConfigKey, parseServiceName, UnavailableError } from '@leasehold/domain';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callerOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { WatchedInstance } from './watched-instance.ts';
import { WatchingClient } from './watching-client.ts';

const acme = callerOf('acme');
const orders = parseServiceName('orders');

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await nextTurn();
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

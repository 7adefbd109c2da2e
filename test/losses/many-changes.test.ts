import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { FreshWorld } from '../freshness/world.ts';
import { WorldTime } from '../vending-faults/world-time.ts';
import { StoreCalls } from './counted-stores.ts';
import { type ManyChanges, storeMany } from './many-changes.ts';

const burst = 100;
const range = (length: number, beginning: string) => Array.from({ length }, (_, index) => `${beginning}-${index}`);

describe('Many changes at one moment', () => {
  let world: FreshWorld;
  const stores = new StoreCalls();
  const time = new WorldTime(0, async () => {});

  before(async function () {
    this.timeout(30_000);
    world = await FreshWorld.start({
      instances: 2,
      clock: time.clock,
      schedule: time.schedule,
      delay: (ms) => new Promise((resolve) => void time.schedule(ms, resolve)),
      // However busy this machine is.
      loop: { timeoutMs: 30_000, callMs: 10_000 },
      settings: { LEASEHOLD_REFILL_BURST: String(burst) },
      overrides: [stores.counted],
    });
  });
  after(() => world.close());
  beforeEach(() => {
    stores.reset();
    world.aws.counts.reset();
  });

  /** The notifier is invoked when that second is over: both shards of the stream have all by then. */
  const storeWithinASecond = async (changes: ManyChanges) => {
    world.aws.deliveries.inject({ hop: 'mapping-to-function', kind: 'delay', ms: 1_000, times: 2 });
    await storeMany(world, changes);
    await time.pass(1_000);
    world.aws.deliveries.clear();
    await world.settled();
  };
  const acknowledged = () => world.instances.map(({ parts }) => parts.refreshTally.calls('refresh', 'acknowledged'));
  const invalidated = () => world.instances.map(({ parts }) => parts.refreshTally.invalidated);
  const readAll = async (tenants: readonly string[], names: readonly string[]) => {
    const values: (string | undefined)[] = [];
    for (const instance of world.instances) {
      for (const tenant of tenants) {
        for (const name of names) {
          const place = { service: 'orders', key: `tenant_config_${name}` };
          values.push((await instance.read(world.token(tenant), place))?.value);
        }
      }
    }
    return values;
  };

  it('10,000 of 100 tenants reach every instance in few calls, cost no reads beyond the budget, and none is lost', async () => {
    const [tenants, names] = [range(100, 'tenant'), range(100, 'name')];
    const [inUse, used] = [tenants.slice(0, 20), names.slice(0, 10)];
    await storeMany(world, { tenants: inUse, names: used, version: 1 });
    await world.settled();
    await readAll(inUse, used);
    stores.reset();
    const [calls, keys] = [acknowledged(), invalidated()];
    await storeWithinASecond({ tenants, names, version: 2 });
    const told = invalidated().map((sum, index) => sum - (keys[index] ?? 0));
    assert.deepEqual(told, [10_000, 10_000]);
    const made = acknowledged().map((sum, index) => sum - (calls[index] ?? 0));
    for (const count of made) assert.ok(count <= 16, `${made} Refresh calls`);
    assert.ok(stores.reads <= 2 * burst, `${stores.reads} reads`);
    const values = await readAll(inUse, used);
    assert.deepEqual([...new Set(values.map((value) => value?.split(' ').at(-1)))], ['2']);
    assert.deepEqual(world.aws.failures.bodies(), []);
  }).timeout(30_000);

  it('1,000 of one tenant are a few calls to each instance', async () => {
    const calls = acknowledged();
    await storeWithinASecond({ tenants: ['acme'], names: range(1_000, 'name'), version: 1 });
    const made = acknowledged().map((sum, index) => sum - (calls[index] ?? 0));
    for (const count of made) assert.ok(count >= 1 && count <= 4, `${made} Refresh calls`);
  }).timeout(30_000);
});

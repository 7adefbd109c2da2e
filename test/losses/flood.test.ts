import assert from 'node:assert/strict';
import { observe, parts, type Token } from '@leasehold/config-service';
import type { Place } from '@leasehold/dev';
import { after, before, describe, it } from 'mocha';
import { FreshWorld } from '../freshness/world.ts';
import { WorldTime } from '../vending-faults/world-time.ts';
import { StoreCalls } from './counted-stores.ts';
import { notifierToken } from './listed-listener.ts';
import { type FloodKey, RefreshFlood } from './refresh-flood.ts';

type Part<T> = T extends Token<infer P> ? P : never;

const perSecond = 50;
const burst = 100;
const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);
const keys = Array.from({ length: 10 }, (_, index) => `tenant_config_key-${index}`);
const residents: readonly FloodKey[] = tenants.flatMap((tenant) => keys.map((key) => ({ tenant, key })));
const thousand = <T>(make: (index: number) => T): readonly T[] =>
  Array.from({ length: 1_000 }, (_, index) => make(index));
/** A hundred calls of a thousand keys: residents, keys that nobody holds, and tenants that were made up. */
const hundredThousand = Array.from({ length: 100 }, (_, call) =>
  thousand((index): FloodKey => {
    const resident = residents[(call * 1_000 + index) % residents.length];
    if (index % 5 < 3 && resident !== undefined) return resident;
    if (index % 5 === 3) return { tenant: `tenant-${index % 20}`, key: `tenant_config_none-${call}-${index}` };
    return { tenant: `made-up-${call}-${index}`, key: 'tenant_config_theme' };
  }),
);

describe('A flood of Refresh calls', () => {
  let world: FreshWorld;
  let token: string;
  let flood: RefreshFlood;
  const stores = new StoreCalls();
  const time = new WorldTime(0, async () => quiet());
  let values: Part<typeof parts.valueCache>;
  let refills: Part<typeof parts.refills>;
  let budget: Part<typeof parts.refillBudget>;

  const quiet = async (): Promise<void> => {
    for (let turns = 0; turns < 5; turns = stores.underWay === 0 ? turns + 1 : 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const read = ({ tenant, key }: FloodKey) => world.read(0, tenant, { service: 'orders', key } satisfies Place);

  before(async function () {
    this.timeout(30_000);
    world = await FreshWorld.start({
      instances: 1,
      clock: time.clock,
      schedule: time.schedule,
      settings: { LEASEHOLD_REFILLS_PER_SECOND: String(perSecond), LEASEHOLD_REFILL_BURST: String(burst) },
      overrides: [
        stores.counted,
        observe(parts.valueCache, (made) => {
          values = made;
        }),
        observe(parts.refills, (made) => {
          refills = made;
        }),
        observe(parts.refillBudget, (made) => {
          budget = made;
        }),
      ],
    });
    await Promise.all(
      residents.map(({ tenant, key }) => world.operator.put(tenant, { service: 'orders', key }, `${tenant} ${key}`)),
    );
    token = await notifierToken(world);
    await world.settled();
    await time.pass(60_000);
    for (const each of residents) await read(each);
    flood = new RefreshFlood(world.instance(0).way.address);
  });
  after(async () => {
    flood.close();
    await world.close();
  });

  it('by the notifier itself, of 100,000 keys, costs no more reads than the budget, and keeps nothing', async () => {
    stores.reset();
    world.aws.counts.reset();
    assert.deepEqual(await flood.send(token, hundredThousand, 4), new Map([['OK', 100]]));
    await quiet();
    assert.equal(stores.reads, burst);
    await time.pass(1_000);
    assert.equal(stores.reads, burst + perSecond);
    // What waits is read within five seconds, or left to the next caller.
    await time.pass(10_000);
    assert.ok(stores.reads <= burst + 6 * perSecond, `${stores.reads} reads`);
    assert.equal(world.aws.counts.total({ service: 'dynamodb', operation: 'GetItem' }), stores.reads);
    assert.equal(refills.underWay, 0);
    assert.equal(budget.resident.waiting, 0);
    assert.ok(budget.resident.tenants <= tenants.length, 'tenants that were made up are remembered by nobody');
    assert.ok(values.tenants <= tenants.length);
  }).timeout(20_000);

  it('by strangers costs no read and forgets no value', async () => {
    for (const each of residents) await read(each);
    stores.reset();
    const calls = hundredThousand.slice(0, 20);
    const user = `Bearer ${world.token('tenant-0')}`;
    for (const authorization of [null, 'Bearer made.up.token', `${token.slice(0, -8)}AAAAAAAA`, user]) {
      assert.deepEqual(await flood.send(authorization, calls, 4), new Map([['UNAUTHENTICATED', calls.length]]));
    }
    for (const each of residents) assert.equal((await read(each))?.value, `${each.tenant} ${each.key}`);
    assert.equal(stores.reads, 0);
  }).timeout(20_000);

  it('fails no caller of the public port, and costs them at most what they would read without a cache', async () => {
    stores.reset();
    const flooding = flood.send(token, hundredThousand, 4);
    let reads = 0;
    let over = false;
    void flooding.then(() => {
      over = true;
    });
    const caller = async (tenant: string): Promise<void> => {
      for (let index = 0; !over && index < 50; index += 1) {
        const key = keys[index % keys.length] ?? '';
        assert.equal((await read({ tenant, key }))?.value, `${tenant} ${key}`);
        reads += 1;
      }
    };
    await Promise.all(tenants.map(caller));
    assert.deepEqual(await flooding, new Map([['OK', 100]]));
    await quiet();
    assert.ok(reads > 0);
    assert.ok(stores.reads <= reads + tenants.length + burst + perSecond, `${stores.reads} of the stores for ${reads}`);
  }).timeout(30_000);
});

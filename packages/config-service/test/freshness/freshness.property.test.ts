import assert from 'node:assert/strict';
import { parseTenantId } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FreshInstance, freshWorld } from '../fakes/fresh-instance.ts';

const tenants = ['acme', 'acme2', 'globex'];
const services = ['', 'orders'];
const keys = ['tenant_config_a', 'tenant_config_b', 'param_config_a'];

interface Key {
  readonly tenant: string;
  readonly service: string;
  readonly key: string;
}

const key = fc
  .record({
    tenant: fc.constantFrom(...tenants),
    service: fc.constantFrom(...services),
    key: fc.constantFrom(...keys),
  })
  // Shared configuration has no parameters.
  .map((each): Key => (each.key.startsWith('param') ? { ...each, service: 'orders' } : each));

type Step =
  | {
      readonly do: 'put' | 'delete';
      readonly key: Key;
      readonly told: 'lost' | 'once' | 'twice';
      readonly late: number;
    }
  | { readonly do: 'read'; readonly instance: number; readonly key: Key }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'gain' | 'lose'; readonly instance: number; readonly tenant: string }
  | { readonly do: 'down' | 'up' | 'hold' | 'release' | 'sweep' };

const instance = fc.nat(1);
const change = fc.record({
  do: fc.constantFrom('put' as const, 'put' as const, 'delete' as const),
  key,
  told: fc.constantFrom('lost' as const, 'once' as const, 'twice' as const),
  /** How many steps later. */
  late: fc.nat(6),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), instance, key }) },
  { weight: 4, arbitrary: change },
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, 2_500, 70_000, 3_700_000) }),
  fc.record({
    do: fc.constantFrom('gain' as const, 'lose' as const),
    instance,
    tenant: fc.constantFrom(...tenants),
  }),
  fc.record({
    do: fc.constantFrom('down' as const, 'up' as const, 'hold' as const, 'release' as const, 'sweep' as const),
  }),
);

/** What happened in all runs together: a property that never sees a repair shows nothing. */
const seen = { repaired: 0, refilled: 0, dropped: 0, hits: 0 };

async function holds(steps: readonly Step[]): Promise<void> {
  const world = freshWorld();
  const instances = [new FreshInstance({}, world), new FreshInstance({}, world)];
  for (const each of instances) each.has(...tenants);
  const newest = instances.map(() => new Map<string, number>());
  const events: { readonly at: number; readonly key: Key }[] = [];
  const running: Promise<unknown>[] = [];
  let held = Promise.withResolvers<void>();
  let isHeld = false;
  let isDown = false;
  for (const store of Object.values(world.stores)) {
    store.before = () => {
      if (isDown) throw new Error('the store is down');
    };
    store.after = (operation) => (isHeld && operation !== 'put' && operation !== 'delete' ? held.promise : undefined);
  }
  const whileUp = async (work: () => Promise<void>): Promise<void> => {
    const [wasDown, wasHeld] = [isDown, isHeld];
    isDown = false;
    isHeld = false;
    await work();
    isDown = wasDown;
    isHeld = wasHeld;
  };
  const at = (index: number): FreshInstance => instances[index] ?? assert.fail();
  const read = async (index: number, { tenant, service, key }: Key): Promise<void> => {
    const version = await at(index).read(tenant, service, key);
    const id = `${tenant}/${service}/${key}`;
    if (version === 0) return;
    const before = newest[index]?.get(id) ?? 0;
    assert.ok(version >= before, `${id} went back from ${before} to ${version}`);
    newest[index]?.set(id, version);
  };
  const release = (): void => {
    isHeld = false;
    held.resolve();
    held = Promise.withResolvers();
  };

  for (const [index, each] of steps.entries()) {
    switch (each.do) {
      case 'put':
      case 'delete': {
        const { tenant, service, key } = each.key;
        await whileUp(() => at(0)[each.do === 'put' ? 'put' : 'delete'](tenant, service, key));
        const times = { lost: 0, once: 1, twice: 2 }[each.told];
        for (let time = 0; time < times; time += 1) events.push({ at: index + each.late * (time + 1), key: each.key });
        break;
      }
      case 'read':
        running.push(
          read(each.instance, each.key).catch((error) => assert.match(String(error), /store is down|older/)),
        );
        break;
      case 'pass':
        await world.time.advance(each.ms);
        break;
      case 'gain':
        at(each.instance).has(each.tenant);
        break;
      case 'lose':
        at(each.instance).vendor.atHand.delete(parseTenantId(each.tenant));
        break;
      case 'down':
      case 'up':
        isDown = each.do === 'down';
        break;
      case 'hold':
        isHeld = true;
        break;
      case 'release':
        release();
        break;
      case 'sweep':
        for (const one of instances) running.push(one.reconcile.sweep());
    }
    for (const { key } of events.filter((event) => event.at === index)) {
      for (const one of instances) one.refresh(key.tenant, key.service, key.key);
    }
    await world.time.advance(0);
  }

  isDown = false;
  release();
  await world.time.advance(30_000);
  await Promise.all(running);
  await Promise.all(instances.map((each) => each.reconcile.sweep()));
  await world.time.advance(30_000);

  for (const [index, each] of instances.entries()) {
    for (const tenant of each.values.holders()) {
      for (const { key } of each.values.held(tenant)) {
        const [service = '', name = ''] = key.split('/');
        const version = each.heldVersion(tenant, service, name);
        if (version === undefined) continue;
        assert.equal(version, await each.stored(tenant, service, name), `${index}: ${tenant} ${key}`);
      }
    }
    assert.deepEqual([each.refills.underWay, world.time.timers], [0, 0]);
    seen.repaired += each.tally.repaired('tenant_config') + each.tally.repaired('param_config');
    seen.dropped += each.tally.dropped('tenant_config') + each.tally.dropped('param_config');
    seen.refilled += each.tally.refills('done');
    seen.hits += each.values.hits;
    assert.equal(each.vendor.vended.length, 0, 'no session was opened');
  }
}

describe('Whatever is put behind the instances, told late, twice or not at all, fails, or expires', () => {
  it('after one sweep no served value differs from the store, and no read ever went back', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), holds);
    await fc.assert(property, { numRuns: 300, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false });
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 50, `${what}: ${count}`);
  });
});

import assert from 'node:assert/strict';
import { parseConfigKey, parseServiceName, VersionConflictError } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { callerOf } from '../fakes/callers.ts';
import { FakeVendor } from '../fakes/fake-vendor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { turns } from '../fakes/turns.ts';
import { WatchedInstance } from './watched-instance.ts';
import { WatchingClient } from './watching-client.ts';

const keys = ['tenant_config_theme', 'tenant_config_t2', 'tenant_config_flags', 'param_config_url'] as const;
const tenants = ['acme', 'globex'] as const;
const watches = [
  ['acme', ''],
  ['acme', 'tenant_config_t'],
  ['acme', 'param_config_'],
  ['globex', ''],
] as const;
const instances = 3;

type Step =
  | {
      readonly kind: 'put' | 'delete';
      readonly tenant: number;
      readonly key: number;
      readonly heard: readonly boolean[];
    }
  | { readonly kind: 'connect'; readonly client: number; readonly instance: number }
  | { readonly kind: 'leave' | 'slow' | 'quick'; readonly client: number }
  | { readonly kind: 'sweep' | 'timers' | 'down' | 'up'; readonly instance: number }
  | { readonly kind: 'wait'; readonly turns: number };

const client = fc.nat({ max: watches.length - 1 });
const instance = fc.nat({ max: instances - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('put' as const, 'put' as const, 'delete' as const),
      tenant: fc.nat({ max: 1 }),
      key: fc.nat({ max: keys.length - 1 }),
      heard: fc.array(fc.boolean(), { minLength: instances, maxLength: instances }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect' as const), client, instance }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('leave' as const, 'slow' as const, 'quick' as const), client }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('sweep' as const, 'timers' as const, 'down' as const, 'up' as const),
      instance,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), turns: fc.nat({ max: 4 }) }) },
);

const paces = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 7 });

const settled = (): Promise<void> => turns(60);

/** Two tenants, three instances that hear of some changes, and watchers that come and go. */
class World {
  readonly clock = new ManualClock();
  readonly stores = { tenant_config: new MemoryStore('tenant_config'), param_config: new MemoryStore('param_config') };
  readonly instances = Array.from({ length: instances }, () => new WatchedInstance(this.stores, this.clock));
  readonly clients = watches.map(([tenant, prefix]) => new WatchingClient(callerOf(tenant), 'orders', prefix));
  readonly stored = { acme: new Map<string, string>(), globex: new Map<string, string>() };
  readonly #versions = { acme: new Map<string, number>(), globex: new Map<string, number>() };
  readonly #writer = new FakeVendor();
  readonly #sweeps: Promise<void>[] = [];
  readonly #areAllHeard: boolean;
  #puts = 0;

  /** @param pace how long each read of a store takes: before it takes effect, and after */
  constructor(pace: readonly number[], areAllHeard: boolean) {
    this.#areAllHeard = areAllHeard;
    let asked = 0;
    const pause = async (operation: string): Promise<void> => {
      // A write comes between any two steps of what reads.
      if (operation === 'put' || operation === 'delete') return;
      asked += 1;
      await turns(pace[asked % pace.length] ?? 0);
    };
    for (const store of Object.values(this.stores)) Object.assign(store, { before: pause, after: pause });
  }

  async run(each: Step): Promise<void> {
    if (each.kind === 'put' || each.kind === 'delete') await this.#change(each);
    else if (each.kind === 'wait') await turns(each.turns);
    else if ('client' in each) this.#client(each);
    else if ('instance' in each) await this.#instance(each);
  }

  /** Everybody watches, nothing is slow or down, and each instance has swept once unless it heard of everything. */
  async quiesce(): Promise<void> {
    for (const each of this.instances) each.vendor.before = () => undefined;
    await settled();
    for (const each of this.clients) {
      each.isSlow = false;
      each.makeRoom();
      if (!each.isWatching) each.watch(this.instances[0]?.hub ?? assert.fail());
    }
    await settled();
    for (let round = 0; round < 4; round += 1) {
      this.clock.advance(20_000);
      for (const each of this.instances) await each.schedule.goOff();
      await settled();
    }
    await Promise.all(this.#sweeps);
    if (!this.#areAllHeard) for (const each of this.instances) await each.sweep();
    await settled();
  }

  async #change({ kind, tenant: of, key: which, heard }: Step & { readonly kind: 'put' | 'delete' }): Promise<void> {
    const tenant = tenants[of] ?? 'acme';
    const text = keys[which] ?? keys[0];
    const { tag, name } = parseConfigKey(text);
    const caller = callerOf(tenant, 'admin');
    const service = parseServiceName('orders');
    const credentials = await this.#writer.vend(caller, { access: 'write', service });
    const version = this.stored[tenant].has(text) ? (this.#versions[tenant].get(text) ?? 0) : 0;
    if (kind === 'delete' && version === 0) return;
    const store = this.stores[tag];
    if (kind === 'put') {
      this.#puts += 1;
      const value = `v${this.#puts} of ${tenant}`;
      const write = { value, contentType: 'text/plain', sensitivity: 'normal', author: 'a' } as const;
      const entry = await store.put(credentials, service, name, { ...write, expectedVersion: version });
      this.#versions[tenant].set(text, entry.version);
      this.stored[tenant].set(text, `${value}@${entry.version}`);
    } else {
      await store.delete(credentials, service, name, { expectedVersion: version, author: 'a' });
      this.stored[tenant].delete(text);
    }
    for (const [place, each] of this.instances.entries())
      if (this.#areAllHeard || heard[place]) each.told(caller.tenant, 'orders', text);
  }

  #client(each: Step & { readonly client: number }): void {
    const chosen = this.clients[each.client] ?? assert.fail();
    if (each.kind === 'connect' && !chosen.isWatching) {
      chosen.watch(this.instances[each.instance]?.hub ?? assert.fail());
    } else if (each.kind === 'leave') chosen.leave();
    else if (each.kind === 'slow') chosen.isSlow = true;
    else if (each.kind === 'quick') {
      chosen.isSlow = false;
      chosen.makeRoom();
    }
  }

  async #instance(each: Extract<Step, { readonly kind: 'sweep' | 'timers' | 'down' | 'up' }>): Promise<void> {
    const chosen = this.instances[each.instance] ?? assert.fail();
    if (each.kind === 'sweep') this.#sweeps.push(chosen.sweep().catch(() => undefined));
    else if (each.kind === 'timers') {
      this.clock.advance(20_000);
      await chosen.schedule.goOff();
    } else {
      chosen.vendor.before = () => {
        if (each.kind === 'down') throw new VersionConflictError(1);
      };
    }
  }
}

describe('Watchers of three instances', () => {
  const check = async (steps: readonly Step[], pace: readonly number[], areAllHeard: boolean): Promise<void> => {
    const world = new World(pace, areAllHeard);
    for (const each of steps) await world.run(each);
    await world.quiesce();
    for (const each of world.clients) {
      const stored = world.stored[each.caller.tenant as 'acme' | 'globex'];
      const watched = [...stored].filter(([key]) => key.startsWith(each.keyPrefix)).sort();
      assert.deepEqual([...each.known].sort(), watched);
    }
    for (const { hub } of world.instances) hub.close(new Error('over'));
    assert.ok(world.instances.every(({ hub }) => hub.size === 0));
  };
  const isNoSweep = ({ kind }: Step): boolean => kind !== 'sweep';

  it('know all that is stored though events are lost, after one sweep, and are told no version twice and none of another tenant', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), paces, (steps, pace) =>
      check(steps, pace, false),
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('miss nothing they are told of, and need no sweep for it', async () => {
    const steps = fc.array(step.filter(isNoSweep), { maxLength: 60 });
    const property = fc.asyncProperty(steps, paces, (each, pace) => check(each, pace, true));
    await fc.assert(property, { numRuns: 300 });
  });
});

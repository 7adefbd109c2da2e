import assert from 'node:assert/strict';
import { type ConfigEntry, type ConfigTag, parseConfigKey, parseTenantId, type TenantId } from '@leasehold/domain';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { AbandonedError } from '../../src/value-cache/single-flight.ts';
import { type Place, ValueCache, type ValueCacheLimits } from '../../src/value-cache/value-cache.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const acme = parseTenantId('acme');
const globex = parseTenantId('globex');
const limits: ValueCacheLimits = {
  maxBytes: 20_000,
  maxBytesPerTenant: 8_000,
  ttlMs: { tenant_config: 30_000, param_config: 60_000 },
  absentTtlMs: 2_000,
};
const waiting = { isWanted: () => true };

function entryOf(value: string, parts: Partial<ConfigEntry> = {}): ConfigEntry {
  return {
    service: null,
    key: parseConfigKey('tenant_config_theme'),
    value,
    contentType: 'text/plain',
    version: 1,
    lastModifiedAt: 0,
    author: null,
    sensitivity: 'normal',
    ...parts,
  };
}

function at(tenant: TenantId, key = 'k', tag: ConfigTag = 'tenant_config'): Place {
  return { tenant, key, tag };
}

describe('The value cache', () => {
  let clock: ManualClock;
  let cache: ValueCache;

  beforeEach(() => {
    clock = new ManualClock();
    cache = new ValueCache(limits, clock);
  });

  const seen = (tenant: TenantId, key = 'k'): string | null | undefined => {
    const value = cache.lookup(tenant, key, clock.now());
    if (value === undefined) return undefined;
    return value.encoded === null ? null : Buffer.from(value.encoded.bytes).toString('latin1');
  };
  const fill = (place: Place, entry: ConfigEntry | null): void => {
    cache.endLoad(cache.beginLoad(place), entry);
  };

  it('drops all of a tenant that is cut off, and nothing of another', () => {
    fill(at(acme), entryOf('one'));
    fill(at(acme, 'k2'), entryOf('two'));
    fill(at(globex), entryOf('theirs'));
    cache.dropTenant(acme);
    assert.deepEqual([seen(acme), seen(acme, 'k2')], [undefined, undefined]);
    assert.match(String(seen(globex)), /theirs/);
    assert.equal(cache.tenants, 1);
    cache.dropTenant(globex);
    assert.equal(cache.bytes, 0);
  });

  it('publishes nothing that was under way when the tenant was cut off', () => {
    const load = cache.beginLoad(at(acme));
    const write = cache.beginWrite(at(acme, 'k2'));
    cache.dropTenant(acme);
    cache.endLoad(load, entryOf('of before'));
    cache.endWrite(write, encodeEntry(entryOf('of before')));
    assert.deepEqual([seen(acme), seen(acme, 'k2')], [undefined, undefined]);
    fill(at(acme), entryOf('of after'));
    assert.match(String(seen(acme)), /of after/);
  });

  it('lets nobody join a shared load that began before the tenant was cut off', () => {
    const first = cache.load(at(acme), waiting, () => Promise.withResolvers<ConfigEntry | null>().promise);
    assert.equal(first.joined, false);
    cache.dropTenant(acme);
    const second = cache.load(at(acme), waiting, () => Promise.withResolvers<ConfigEntry | null>().promise);
    assert.equal(second.joined, false);
  });

  it('serves what was loaded to its tenant, and to no other', () => {
    fill(at(acme), entryOf('acme-value'));
    assert.match(String(seen(acme)), /acme-value/);
    assert.equal(seen(globex), undefined);
  });

  const lifetimes: readonly { readonly tag: ConfigTag; readonly entry: ConfigEntry | null; readonly ms: number }[] = [
    { tag: 'tenant_config', entry: entryOf('1'), ms: 30_000 },
    { tag: 'param_config', entry: entryOf('1'), ms: 60_000 },
    { tag: 'tenant_config', entry: null, ms: 2_000 },
    { tag: 'param_config', entry: null, ms: 2_000 },
  ];
  for (const { tag, entry, ms } of lifetimes) {
    it(`keeps ${entry === null ? 'nothing stored' : 'a value'} of ${tag} for ${ms} ms and no longer`, () => {
      fill(at(acme, 'k', tag), entry);
      clock.advance(ms - 1);
      assert.notEqual(seen(acme), undefined);
      clock.advance(1);
      assert.equal(seen(acme), undefined);
      assert.equal(cache.bytes, 0);
    });
  }

  it('never holds a sensitive value, loaded or written', () => {
    const secret = entryOf('hunter2', { sensitivity: 'sensitive' });
    fill(at(acme), secret);
    cache.endWrite(cache.beginWrite(at(acme, 'w')), encodeEntry(secret));
    assert.equal(cache.bytes, 0);
    assert.equal(cache.tenants, 0);
  });

  it('lets a load that began before an invalidation publish nothing after it', () => {
    const load = cache.beginLoad(at(acme));
    cache.invalidate(acme, 'k');
    cache.endLoad(load, entryOf('old'));
    assert.equal(seen(acme), undefined);
  });

  it('lets a load that began before or during a write publish nothing after it', () => {
    const before = cache.beginLoad(at(acme));
    const write = cache.beginWrite(at(acme));
    const during = cache.beginLoad(at(acme));
    cache.endWrite(write, encodeEntry(entryOf('new', { version: 2 })));
    cache.endLoad(before, entryOf('old'));
    cache.endLoad(during, entryOf('old'));
    assert.match(String(seen(acme)), /new/);
  });

  it('drops what was cached when a write fails, since nobody knows what the store holds', () => {
    fill(at(acme), entryOf('old'));
    cache.endWrite(cache.beginWrite(at(acme)), undefined);
    assert.equal(seen(acme), undefined);
  });

  it('publishes neither of two writes that overlapped, whichever ends last', () => {
    const one = cache.beginWrite(at(acme));
    const other = cache.beginWrite(at(acme));
    cache.endWrite(other, encodeEntry(entryOf('second')));
    cache.endWrite(one, encodeEntry(entryOf('first')));
    assert.equal(seen(acme), undefined);
  });

  it('bounds a tenant’s bytes, least recently used first out', () => {
    for (let index = 0; index < 50; index++) {
      fill(at(acme, `k${index}`), entryOf('x'.repeat(500)));
      seen(acme, 'k0');
    }
    assert.ok(cache.bytes <= limits.maxBytesPerTenant);
    assert.notEqual(seen(acme, 'k0'), undefined);
    assert.equal(seen(acme, 'k1'), undefined);
  });

  it('bounds all bytes, and takes them from the tenant not seen for longest', () => {
    const tenants = ['t1', 't2', 't3', 't4', 't5'].map((id) => parseTenantId(id));
    for (const tenant of tenants) {
      for (let index = 0; index < 8; index++) fill(at(tenant, `k${index}`), entryOf('x'.repeat(500)));
    }
    assert.ok(cache.bytes <= limits.maxBytes);
    const held = tenants.map((tenant) => seen(tenant, 'k7') !== undefined);
    assert.deepEqual(held.at(-1), true);
    assert.deepEqual(held[0], false);
  });

  it('takes a tenant whose values are served for one that was seen, and drops another’s first', () => {
    const [served, idle, newcomer] = ['t1', 't2', 't3'].map((id) => parseTenantId(id));
    assert.ok(served && idle && newcomer);
    for (const tenant of [served, idle]) {
      for (let index = 0; index < 8; index++) fill(at(tenant, `k${index}`), entryOf('x'.repeat(500)));
    }
    assert.notEqual(seen(served, 'k7'), undefined);
    for (let index = 0; index < 8; index++) fill(at(newcomer, `k${index}`), entryOf('x'.repeat(500)));
    assert.notEqual(seen(served, 'k0'), undefined);
    assert.equal(seen(idle, 'k0'), undefined);
  });

  it('remembers a load or write under way of a tenant that holds nothing, so that a later one supersedes it', () => {
    const load = cache.beginLoad(at(acme));
    fill(at(acme, 'other'), entryOf('secret', { sensitivity: 'sensitive' }));
    cache.endWrite(cache.beginWrite(at(acme)), undefined);
    cache.endLoad(load, entryOf('old'));
    assert.equal(seen(acme), undefined);

    const write = cache.beginWrite(at(acme));
    fill(at(acme, 'other'), entryOf('secret', { sensitivity: 'sensitive' }));
    const overlapping = cache.beginWrite(at(acme));
    cache.endWrite(overlapping, encodeEntry(entryOf('second', { version: 3 })));
    cache.endWrite(write, encodeEntry(entryOf('first', { version: 2 })));
    assert.equal(seen(acme), undefined);
  });

  it('does not hold a value that is larger than its tenant’s bound', () => {
    fill(at(acme), entryOf('x'.repeat(9_000)));
    assert.equal(seen(acme), undefined);
    assert.equal(cache.bytes, 0);
  });

  it('shares one load among the callers of one tenant, and none across tenants', async () => {
    const gate = Promise.withResolvers<void>();
    let reads = 0;
    const read = (value: string) => async () => {
      reads++;
      await gate.promise;
      return entryOf(value);
    };
    const first = cache.load(at(acme), waiting, read('acme'));
    const second = cache.load(at(acme), waiting, read('never read'));
    const foreign = cache.load(at(globex), waiting, read('globex'));
    gate.resolve();
    assert.deepEqual([first.joined, second.joined, foreign.joined], [false, true, false]);
    assert.equal(await first.result, await second.result);
    assert.match(Buffer.from((await foreign.result)?.bytes ?? []).toString('latin1'), /globex/);
    assert.equal(reads, 2);
  });

  it('lets a load outlive its first caller, and stops it once every caller has gone', async () => {
    let firstWaits = true;
    let secondWaits = true;
    const gate = Promise.withResolvers<void>();
    const read = async (wanted: () => boolean) => {
      await gate.promise;
      if (!wanted()) throw new AbandonedError();
      return entryOf('1');
    };
    const first = cache.load(at(acme), { isWanted: () => firstWaits }, read);
    const second = cache.load(at(acme), { isWanted: () => secondWaits }, read);
    const alone = cache.load(at(acme, 'alone'), { isWanted: () => firstWaits }, read);
    firstWaits = false;
    gate.resolve();
    assert.notEqual(await second.result, null);
    await first.result;
    await assert.rejects(alone.result, AbandonedError);
    secondWaits = false;
    assert.notEqual(seen(acme), undefined);
  });

  it('gives a reader that comes after a write a load of its own, not one from before', async () => {
    const gate = Promise.withResolvers<void>();
    const old = cache.load(at(acme), waiting, async () => {
      await gate.promise;
      return entryOf('old');
    });
    cache.endWrite(cache.beginWrite(at(acme)), undefined);
    const fresh = cache.load(at(acme), waiting, async () => entryOf('new', { version: 2 }));
    assert.equal(fresh.joined, false);
    await fresh.result;
    gate.resolve();
    await old.result;
    assert.match(String(seen(acme)), /new/);
  });

  it('shares the load begun after a write although the one from before ends meanwhile', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const old = cache.load(at(acme), waiting, () => gates[0].promise.then(() => entryOf('old')));
    cache.endWrite(cache.beginWrite(at(acme)), undefined);
    const fresh = cache.load(at(acme), waiting, () => gates[1].promise.then(() => entryOf('new', { version: 2 })));
    gates[0].resolve();
    await old.result;
    const late = cache.load(at(acme), waiting, () => Promise.reject(new Error('read twice')));
    gates[1].resolve();
    assert.equal(late.joined, true);
    assert.equal(await late.result, await fresh.result);
  });

  it('holds nothing of a tenant whose loads have all failed', async () => {
    const failing = cache.load(at(acme), waiting, () => Promise.reject(new Error('down')));
    await assert.rejects(failing.result);
    assert.equal(cache.tenants, 0);
  });

  it('never serves a version older than a finished write, or another tenant’s, in any interleaving', () => {
    const step = fc.record({
      tenant: fc.constantFrom('acme', 'acme2', 'globex'),
      key: fc.constantFrom('a', 'b'),
      action: fc.constantFrom('beginLoad', 'endLoad', 'beginWrite', 'commit', 'endWrite', 'invalidate', 'look'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const subject = new ValueCache(limits, clock);
        const model = new Model(subject);
        for (const { tenant, key, action } of steps) model[action](parseTenantId(tenant), key, clock.now());
      }),
      { numRuns: 500 },
    );
  });
});

/** A store that is always right, and what each caller may at least expect to see of it. */
class Model {
  readonly #cache: ValueCache;
  readonly #stored = new Map<string, number>();
  readonly #finished = new Map<string, number>();
  readonly #loads = new Map<string, { load: ReturnType<ValueCache['beginLoad']>; read: number }[]>();
  readonly #writes = new Map<string, { write: ReturnType<ValueCache['beginWrite']>; version: number | null }[]>();

  constructor(cache: ValueCache) {
    this.#cache = cache;
  }

  beginLoad(tenant: TenantId, key: string): void {
    const open = { load: this.#cache.beginLoad(at(tenant, key)), read: this.#stored.get(tenant + key) ?? 0 };
    this.#loads.set(tenant + key, [...(this.#loads.get(tenant + key) ?? []), open]);
  }

  endLoad(tenant: TenantId, key: string): void {
    const open = this.#loads.get(tenant + key)?.shift();
    if (open !== undefined) this.#cache.endLoad(open.load, entryOf(`${tenant}.`, { version: open.read + 1 }));
  }

  beginWrite(tenant: TenantId, key: string): void {
    const open = { write: this.#cache.beginWrite(at(tenant, key)), version: null };
    this.#writes.set(tenant + key, [...(this.#writes.get(tenant + key) ?? []), open]);
  }

  commit(tenant: TenantId, key: string): void {
    const open = this.#writes.get(tenant + key)?.find(({ version }) => version === null);
    if (open === undefined) return;
    open.version = (this.#stored.get(tenant + key) ?? 0) + 1;
    this.#stored.set(tenant + key, open.version);
  }

  endWrite(tenant: TenantId, key: string): void {
    const writes = this.#writes.get(tenant + key) ?? [];
    const index = writes.findLastIndex(({ version }) => version !== null);
    const [open] = index < 0 ? [] : writes.splice(index, 1);
    if (open?.version === undefined || open.version === null) return;
    this.#cache.endWrite(open.write, encodeEntry(entryOf(`${tenant}.`, { version: open.version + 1 })));
    this.#finished.set(tenant + key, Math.max(this.#finished.get(tenant + key) ?? 0, open.version));
  }

  invalidate(tenant: TenantId, key: string): void {
    this.#cache.invalidate(tenant, key);
    this.#finished.set(tenant + key, this.#stored.get(tenant + key) ?? 0);
  }

  look(tenant: TenantId, key: string, now: number): void {
    const found = this.#cache.lookup(tenant, key, now)?.encoded;
    if (found === undefined || found === null) return;
    assert.ok(Buffer.from(found.bytes).toString('latin1').includes(`${tenant}.`));
    assert.ok(found.version - 1 >= (this.#finished.get(tenant + key) ?? 0), 'older than a finished write');
  }
}

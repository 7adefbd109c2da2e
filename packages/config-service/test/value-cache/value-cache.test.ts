import assert from 'node:assert/strict';
import { type ConfigEntry, type ConfigTag, parseTenantId, type TenantId } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import type { Place } from '../../src/value-cache/work-under-way.ts';
import { at, cacheLimits, entryOf, seenIn, waiting } from '../fakes/cache-entries.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const acme = parseTenantId('acme');
const globex = parseTenantId('globex');

describe('The value cache', () => {
  let clock: ManualClock;
  let cache: ValueCache;

  beforeEach(() => {
    clock = new ManualClock();
    cache = new ValueCache(cacheLimits, clock);
  });

  const seen = (tenant: TenantId, key?: string) => seenIn(cache, clock.now(), tenant, key);
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

  it('publishes no write whose answer comes after another change was told of', () => {
    const write = cache.beginWrite(at(acme));
    cache.invalidate(acme, 'k');
    cache.endWrite(write, encodeEntry(entryOf('before the change')));
    assert.equal(seen(acme), undefined);
  });

  it('publishes no write whose answer comes after a newer version was seen, loaded or listed', () => {
    for (const see of [
      () => cache.endLoad(cache.beginLoad(at(acme)), entryOf('newer', { version: 2 })),
      () => cache.endListing(cache.beginListing(acme), new Map([['k', 2]])),
    ]) {
      const write = cache.beginWrite(at(acme));
      see();
      cache.endWrite(write, encodeEntry(entryOf('older', { version: 1 })));
      assert.equal(seen(acme), undefined);
    }
  });

  it('bounds a tenant’s bytes, least recently used first out', () => {
    for (let index = 0; index < 50; index++) {
      fill(at(acme, `k${index}`), entryOf('x'.repeat(500)));
      seen(acme, 'k0');
    }
    assert.ok(cache.bytes <= cacheLimits.maxBytesPerTenant);
    assert.notEqual(seen(acme, 'k0'), undefined);
    assert.equal(seen(acme, 'k1'), undefined);
  });

  it('bounds all bytes, and takes them from the largest tenant, not from those within an equal share', () => {
    const [large, ...small] = ['t1', 't2', 't3', 't4'].map((id) => parseTenantId(id));
    assert.ok(large !== undefined);
    for (const tenant of small) {
      for (let index = 0; index < 4; index++) fill(at(tenant, `k${index}`), entryOf('x'.repeat(500)));
    }
    for (let index = 0; index < 30; index++) fill(at(large, `k${index}`), entryOf('x'.repeat(500)));
    assert.ok(cache.bytes <= cacheLimits.maxBytes);
    for (const tenant of small) {
      for (let index = 0; index < 4; index++) assert.notEqual(seen(tenant, `k${index}`), undefined);
    }
    assert.notEqual(seen(large, 'k29'), undefined);
    assert.equal(seen(large, 'k0'), undefined);
  });

  it('forgets first whoever was not seen for so long that nothing of theirs could be served', () => {
    const [gone, here, other, newcomer] = ['t1', 't2', 't3', 't4'].map((id) => parseTenantId(id));
    assert.ok(gone && here && other && newcomer);
    for (let index = 0; index < 6; index++) fill(at(gone, `k${index}`), entryOf('x'.repeat(500)));
    clock.advance(60_000);
    for (const tenant of [here, other, newcomer]) {
      for (let index = 0; index < 6; index++) fill(at(tenant, `k${index}`), entryOf('x'.repeat(500)));
    }
    assert.deepEqual([...cache.holders()].sort(), [here, other, newcomer]);
    assert.notEqual(seen(here, 'k0'), undefined);
  });

  it('forgets what could be served no more, and nothing that could, when it is told to', () => {
    fill(at(acme, 'old'), entryOf('one'));
    fill(at(acme, 'absent'), null);
    clock.advance(1_999);
    fill(at(acme, 'young'), entryOf('two'));
    cache.forgetUseless(acme, clock.now());
    assert.deepEqual(cache.held(acme).length, 3);
    clock.advance(1);
    cache.forgetUseless(acme, clock.now());
    assert.deepEqual(
      cache.held(acme).map(({ key }) => key),
      ['young', 'old'],
    );
    clock.advance(28_000);
    cache.forgetUseless(acme, clock.now());
    assert.deepEqual(
      cache.held(acme).map(({ key }) => key),
      ['young'],
    );
    clock.advance(2_000);
    cache.forgetUseless(acme, clock.now());
    assert.deepEqual([cache.bytes, cache.tenants], [0, 0]);
  });

  it('takes a listing for no use: whoever was not seen for long goes first all the same', () => {
    fill(at(acme), entryOf('x'.repeat(1_000)));
    clock.advance(60_001);
    cache.endListing(cache.beginListing(acme), new Map([['k', 1]]));
    assert.equal(cache.holds(acme, 'k', clock.now()), false);
    for (const tenant of ['globex', 'initech', 'umbrella']) fill(at(parseTenantId(tenant)), entryOf('x'.repeat(6_000)));
    assert.deepEqual(cache.holders(), ['globex', 'initech', 'umbrella']);
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
});

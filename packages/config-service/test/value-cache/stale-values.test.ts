import assert from 'node:assert/strict';
import { type ConfigEntry, parseTenantId } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import type { Place } from '../../src/value-cache/work-under-way.ts';
import { at, cacheLimits, entryOf, seenIn } from '../fakes/cache-entries.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const acme = parseTenantId('acme');
const ttl = cacheLimits.ttlMs.tenant_config;
const staleMs = 10_000;

describe('A value past its time', () => {
  let clock: ManualClock;
  let cache: ValueCache;

  beforeEach(() => {
    clock = new ManualClock();
    cache = new ValueCache({ ...cacheLimits, staleMs }, clock);
  });

  const fill = (place: Place, entry: ConfigEntry | null): void => {
    cache.endLoad(cache.beginLoad(place), entry);
  };
  const staleOf = (key = 'k') => cache.stale(acme, key, clock.now())?.encoded?.version;

  it('is not served as a hit, but is there for when its store cannot be asked, and for so long only', () => {
    fill(at(acme), entryOf('1'));
    clock.advance(ttl);
    assert.equal(seenIn(cache, clock.now(), acme), undefined);
    assert.equal(staleOf(), 1);
    clock.advance(staleMs - 1);
    assert.equal(staleOf(), 1);
    clock.advance(1);
    assert.equal(staleOf(), undefined);
    assert.equal(seenIn(cache, clock.now(), acme), undefined);
    assert.equal(cache.bytes, 0);
    assert.equal(cache.servedStale, 2);
  });

  it('is gone once the key is known to have changed', () => {
    for (const change of [
      () => cache.invalidate(acme, 'k'),
      () => cache.dropTenant(acme),
      () => cache.endWrite(cache.beginWrite(at(acme)), undefined),
      () => cache.endLoad(cache.beginLoad(at(acme)), null),
      () => cache.endListing(cache.beginListing(acme), new Map([['k', 2]])),
    ]) {
      fill(at(acme), entryOf('1'));
      clock.advance(ttl);
      assert.equal(staleOf(), 1);
      change();
      assert.equal(staleOf(), undefined);
    }
  });

  it('is no other tenant’s, and never "nothing stored" or a secret', () => {
    fill(at(acme), entryOf('1'));
    fill(at(acme, 'absent'), null);
    fill(at(acme, 'secret'), entryOf('x', { sensitivity: 'sensitive' }));
    clock.advance(ttl);
    assert.equal(cache.stale(parseTenantId('globex'), 'k', clock.now()), undefined);
    assert.deepEqual([staleOf('absent'), staleOf('secret')], [undefined, undefined]);
  });
});

import assert from 'node:assert/strict';
import { parseTenantId, UnavailableError } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import { at, cacheLimits, entryOf, seenIn, waiting } from '../fakes/cache-entries.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const acme = parseTenantId('acme');
const globex = parseTenantId('globex');
const version = (number: number) => entryOf(`v${number}`, { version: number });

describe('What the value cache gave out', () => {
  let clock: ManualClock;
  let cache: ValueCache;

  beforeEach(() => {
    clock = new ManualClock();
    cache = new ValueCache(cacheLimits, clock);
  });

  it('is never followed by an older version from a load that began before it: that one reads again', async () => {
    const gate = Promise.withResolvers<void>();
    const answers = [version(1), version(2)];
    const slow = cache.load(at(acme), waiting, async () => {
      const answer = answers.shift() ?? null;
      await gate.promise;
      return answer;
    });
    cache.endWrite(cache.beginWrite(at(acme)), encodeEntry(version(2)));
    gate.resolve();
    assert.equal((await slow.result)?.version, 2);
    assert.deepEqual(answers, []);
  });

  it('is not followed by "nothing stored" from a load that began before it either', async () => {
    const gate = Promise.withResolvers<void>();
    let reads = 0;
    const slow = cache.loadAlone(at(acme), async () => {
      reads += 1;
      if (reads > 1) return version(1);
      await gate.promise;
      return null;
    });
    cache.endLoad(cache.beginLoad(at(acme)), version(1));
    gate.resolve();
    assert.equal((await slow)?.version, 1);
  });

  it('is refused, not contradicted, when the store keeps answering what is older', async () => {
    cache.endLoad(cache.beginLoad(at(acme)), version(5));
    let reads = 0;
    const load = cache.loadAlone(at(acme), async () => {
      reads += 1;
      return version(4);
    });
    await assert.rejects(load, UnavailableError);
    assert.equal(reads, 3);
    assert.match(String(seenIn(cache, clock.now(), acme)), /v5/);
  });

  it('says nothing about another key, or another tenant', async () => {
    cache.endLoad(cache.beginLoad(at(acme)), version(5));
    assert.equal((await cache.loadAlone(at(acme, 'other'), async () => version(1)))?.version, 1);
    assert.equal((await cache.loadAlone(at(globex), async () => version(1)))?.version, 1);
  });

  it('is a deletion as well: what is known from before it is read again, and what comes after may be nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const answers = [version(1), null];
    const slow = cache.loadAlone(at(acme), async () => {
      const answer = answers.shift() ?? null;
      await gate.promise;
      return answer;
    });
    cache.endWrite(cache.beginWrite(at(acme)), 2);
    gate.resolve();
    assert.equal(await slow, null);
  });

  it('is "nothing stored" as well, from another read: what was asked for before is asked for again', async () => {
    const gate = Promise.withResolvers<void>();
    const answers = [version(1), null];
    const slow = cache.loadAlone(at(acme), async () => {
      const answer = answers.shift() ?? null;
      await gate.promise;
      return answer;
    });
    assert.equal(await cache.loadAlone(at(acme), async () => null), null);
    gate.resolve();
    assert.equal(await slow, null);
    assert.equal(seenIn(cache, clock.now(), acme), null);
  });

  it('is forgotten for good by a listing that shows something newer', () => {
    cache.endLoad(cache.beginLoad(at(acme)), version(1));
    assert.equal(cache.endListing(cache.beginListing(acme), new Map([['k', 2]])), false);
    assert.equal(seenIn(cache, clock.now(), acme), undefined);
  });

  it('outruns a listing that began before it and shows something older', () => {
    const listing = cache.beginListing(acme);
    const other = cache.beginListing(acme);
    cache.endWrite(cache.beginWrite(at(acme)), encodeEntry(entryOf('', { version: 3, sensitivity: 'sensitive' })));
    assert.equal(cache.endListing(listing, new Map([['k', 2]])), true);
    assert.equal(cache.endListing(other, new Map([['k', 3]])), false);
    assert.equal(cache.endListing(cache.beginListing(globex), new Map([['k', 1]])), false);
  });

  it('does not come back from a load that was superseded and brings what is current', () => {
    const load = cache.beginLoad(at(acme));
    cache.invalidate(acme, 'k');
    assert.equal(cache.endLoad(load, version(1)).outrun, false);
    assert.equal(seenIn(cache, clock.now(), acme), undefined);
  });
});

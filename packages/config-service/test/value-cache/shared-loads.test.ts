import assert from 'node:assert/strict';
import { parseTenantId, type TenantId } from '@leasehold/domain';
import { beforeEach, describe, it } from 'mocha';
import { AbandonedError } from '../../src/value-cache/single-flight.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import { at, cacheLimits, entryOf, seenIn, waiting } from '../fakes/cache-entries.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

const acme = parseTenantId('acme');
const globex = parseTenantId('globex');

describe('The value cache, asked for what it does not hold,', () => {
  let clock: ManualClock;
  let cache: ValueCache;

  beforeEach(() => {
    clock = new ManualClock();
    cache = new ValueCache(cacheLimits, clock);
  });

  const seen = (tenant: TenantId) => seenIn(cache, clock.now(), tenant);

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
    let reads = 0;
    const old = cache.load(at(acme), waiting, async () => {
      reads += 1;
      if (reads > 1) return entryOf('new', { version: 2 });
      await gate.promise;
      return entryOf('old');
    });
    cache.endWrite(cache.beginWrite(at(acme)), undefined);
    const fresh = cache.load(at(acme), waiting, async () => entryOf('new', { version: 2 }));
    assert.equal(fresh.joined, false);
    await fresh.result;
    gate.resolve();
    assert.equal((await old.result)?.version, 2);
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
});

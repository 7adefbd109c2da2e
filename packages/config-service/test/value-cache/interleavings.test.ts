import assert from 'node:assert/strict';
import { parseTenantId, type TenantId } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { ValueCache } from '../../src/value-cache/value-cache.ts';
import { at, cacheLimits, entryOf } from '../fakes/cache-entries.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

describe('The value cache in any interleaving', () => {
  const clock = new ManualClock();

  it('never serves a version older than a finished write, or another tenant’s', () => {
    const step = fc.record({
      tenant: fc.constantFrom('acme', 'acme2', 'globex'),
      key: fc.constantFrom('a', 'b'),
      action: fc.constantFrom('beginLoad', 'endLoad', 'beginWrite', 'commit', 'endWrite', 'invalidate', 'look'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const subject = new ValueCache(cacheLimits, clock);
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

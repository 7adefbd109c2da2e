import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Change } from '../src/change.ts';
import { refreshRequests } from '../src/refresh-requests.ts';
import { toldChanges } from '../src/told-changes.ts';
import { anyChange } from './arbitraries.ts';
import { named, streamBatch, streamRecord } from './samples.ts';

/** What the requests name, as {@link named} says it. */
function told(changes: readonly Change[]): readonly string[] {
  return refreshRequests(changes).flatMap((request) =>
    request.changes.flatMap(({ tenant, service, keys }) => keys.map((key) => `${tenant} ${service || '-'} ${key}`)),
  );
}

describe('The requests that tell of changes', () => {
  it('are none when there is nothing to tell', () => {
    assert.deepEqual(refreshRequests([]), []);
  });

  for (const [keys, requests] of [
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [10_000, 10],
  ] as const) {
    it(`are ${requests} for ${keys} keys of one tenant`, () => {
      const records = Array.from({ length: keys }, (_, index) =>
        streamRecord('TENANT#acme|SERVICE#orders', `CONFIG#k${index}`),
      );
      const made = refreshRequests(toldChanges(streamBatch(...records), 'config-service').changes);
      assert.equal(made.length, requests);
      assert.ok(made.every(({ changes }) => changes.length === 1));
    });
  }

  it('name every key once, under its own tenant and service, and at most 1,000 at a time', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (changes, copies) => {
        const distinct = [...new Map(changes.map((change) => [named([change])[0], change])).values()];
        assert.deepEqual([...told(distinct)].sort(), [...named(distinct)].sort());
        const many = Array.from({ length: copies }, (_, index) =>
          distinct.map((change) => ({
            ...change,
            key: { ...change.key, name: `n${index}` as typeof change.key.name },
          })),
        ).flat();
        for (const { changes: groups } of refreshRequests(many)) {
          const sizes = groups.map(({ keys }) => keys.length);
          assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 1_000);
          const owners = groups.map(({ tenant, service }) => `${tenant}/${service}`);
          assert.equal(new Set(owners).size, owners.length);
        }
      }),
    );
  });
});

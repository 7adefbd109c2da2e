import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { LargestFirst } from '../../src/value-cache/largest-first.ts';

describe('The largest first', () => {
  it('is the largest of those that are in, whatever grew, shrank or left', () => {
    const step = fc.record({ item: fc.nat(9), bytes: fc.nat(20), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const items = Array.from({ length: 10 }, () => ({ bytes: 0 }));
        const inside = new Set<{ bytes: number }>();
        const heap = new LargestFirst<{ bytes: number }>();
        for (const { item, bytes, leaves } of steps) {
          const found = items[item];
          assert.ok(found !== undefined);
          if (leaves) {
            heap.remove(found);
            inside.delete(found);
          } else {
            found.bytes = bytes;
            heap.update(found);
            inside.add(found);
          }
          const most = Math.max(...[...inside].map((one) => one.bytes));
          assert.equal(heap.largest?.bytes, inside.size === 0 ? undefined : most);
        }
      }),
      { numRuns: 300 },
    );
  });
});

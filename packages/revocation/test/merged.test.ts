import assert from 'node:assert/strict';
import type { Revocations } from '@leasehold/policies';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { merged } from '../src/merged.ts';

const state = (revoked: readonly string[], restored: readonly string[] = []): Revocations => ({
  revoked,
  sessionsBefore: restored.map((tenant) => ({ tenant, before: 1_000 })),
});
const names = fc.subarray(['t1', 't2', 't3', 't4', 't5']);

describe('Changes of the list by several people', () => {
  it('are all there in the merged list, and who was restored stays restored', () => {
    const base = state(['t1', 't2']);
    const theirs = state(['t2', 't3'], ['t1']);
    const ours = state(['t1', 't2', 't4']);
    assert.deepEqual(merged(base, theirs, ours, 0), state(['t2', 't3', 't4'], ['t1']));
  });

  it('keep revoked whomever one side newly revoked, and whomever no side restored', () => {
    fc.assert(
      fc.property(names, names, names, (base, theirs, ours) => {
        const { revoked } = merged(state(base), state(theirs), state(ours), 0);
        const due = [...new Set([...base, ...theirs, ...ours])].filter((tenant) =>
          base.includes(tenant) ? theirs.includes(tenant) && ours.includes(tenant) : true,
        );
        assert.deepEqual(revoked, due.sort());
      }),
    );
  });
});

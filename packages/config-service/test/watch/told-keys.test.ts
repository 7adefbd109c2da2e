import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ToldKeys } from '../../src/watch/told-keys.ts';

const changes = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 3 })), { maxLength: 1_000 });

describe('The keys a watcher was told', () => {
  it('are those of a map, in order, whatever was told and deleted', () => {
    fc.assert(
      fc.property(changes, (each) => {
        const model = new Map<string, number>();
        let told = ToldKeys.none;
        for (const [number, version] of each) {
          const key = `tenant_config_${number}`;
          if (version === 0) model.delete(key);
          else model.set(key, version);
          told = told.with(key, version);
          assert.equal(told.versionOf(key), version);
        }
        const ordered = [...model].sort(([one], [other]) => (one < other ? -1 : 1));
        assert.deepEqual([...told], ordered);
        assert.equal(told.size, model.size);
        const again = ordered.toReversed().reduce((made, [key, version]) => made.with(key, version), ToldKeys.none);
        assert.ok(told.equals(again) && again.equals(told));
        assert.ok(!told.equals(told.with('tenant_config_other', 1)));
      }),
      { numRuns: 50 },
    );
  });

  it('do not change when something else comes of them', () => {
    const one = ToldKeys.none.with('a', 1);
    const two = one.with('a', 2).with('b', 1);
    assert.deepEqual([one.versionOf('a'), one.versionOf('b')], [1, 0]);
    assert.deepEqual([two.versionOf('a'), two.versionOf('b')], [2, 1]);
  });
});

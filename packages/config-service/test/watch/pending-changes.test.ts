import assert from 'node:assert/strict';
import { parseConfigKey } from '@leasehold/domain';
import { describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { fromStore } from '../../src/encoding/served-entry.ts';
import type { Outcome } from '../../src/watch/outcome.ts';
import { PendingChanges } from '../../src/watch/pending-changes.ts';
import { entryOf } from '../fakes/cache-entries.ts';

function outcome(text: string, version: number, bytes = 10): Outcome {
  const key = parseConfigKey(text);
  return { key, text, entry: fromStore(encodeEntry(entryOf('x'.repeat(bytes), { key, version }))) };
}

describe('What a watcher has still to be told', () => {
  it('is the newest of each key, the key that has waited longest first', () => {
    const pending = new PendingChanges(10_000);
    assert.equal(pending.put(outcome('tenant_config_a', 1)), false);
    pending.put(outcome('tenant_config_b', 1));
    assert.equal(pending.put(outcome('tenant_config_a', 2)), true);
    assert.equal(pending.versionOf('tenant_config_a'), 2);
    const taken = [pending.takeOutcome(), pending.takeOutcome(), pending.takeOutcome()];
    assert.deepEqual(
      taken.map((each) => each?.text),
      ['tenant_config_b', 'tenant_config_a', undefined],
    );
  });

  it('beyond its bytes is only which keys to read, and at least one outcome', () => {
    const pending = new PendingChanges(1_000);
    pending.put(outcome('tenant_config_huge', 1, 5_000));
    pending.put(outcome('tenant_config_b', 1));
    assert.equal(pending.size, 2);
    assert.ok(pending.isFull);
    assert.equal(pending.takeOutcome()?.text, 'tenant_config_huge');
    assert.ok(!pending.isFull);
    assert.equal(pending.takeUnread(), 'tenant_config_b');
    assert.equal(pending.size, 0);
  });

  it('of a key that changed again is to be read again', () => {
    const pending = new PendingChanges(10_000);
    pending.put(outcome('tenant_config_a', 1));
    pending.mark('tenant_config_a');
    assert.equal(pending.takeOutcome(), undefined);
    pending.put(outcome('tenant_config_a', 2));
    assert.equal(pending.takeUnread(), undefined);
    assert.ok(pending.has('tenant_config_a'));
    pending.forget('tenant_config_a');
    assert.equal(pending.size, 0);
  });
});

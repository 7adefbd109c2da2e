import assert from 'node:assert/strict';
import { fromBinary } from '@bufbuild/protobuf';
import { WatchConfigsResponseSchema, WatchSnapshotReason } from '@leasehold/contract';
import { formatConfigKey, parseConfigKey, parseServiceName } from '@leasehold/domain';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { encodeEntry } from '../../src/encoding/encoded-entry.ts';
import { fromStore } from '../../src/encoding/served-entry.ts';
import {
  changeMessage,
  deletionMessage,
  heartbeatMessage,
  keyIn,
  snapshotMessage,
  withoutSecret,
} from '../../src/watch/watch-messages.ts';
import { entryOf } from '../fakes/cache-entries.ts';

const token = Buffer.from('token');
const entry = fc
  .record({
    service: fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/)),
    key: fc.stringMatching(/^(tenant|param)_config_[A-Za-z0-9_-]{1,128}$/),
    value: fc.string({ unit: 'binary', maxLength: 300 }),
    version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  })
  .map(({ service, key, value, version }) =>
    entryOf(value, { service: service === null ? null : parseServiceName(service), key: parseConfigKey(key), version }),
  );
const read = ({ bytes }: { readonly bytes: Buffer }) => fromBinary(WatchConfigsResponseSchema, bytes);

describe('The messages of a watch', () => {
  it('are read as they were written, and begin with what names the entry', () => {
    fc.assert(
      fc.property(entry, fc.array(entry, { maxLength: 3 }), (one, others) => {
        const encoded = encodeEntry(one);
        assert.equal(keyIn(encoded), formatConfigKey(one.key));
        const { event, resumeToken } = read(changeMessage(fromStore(encoded), token));
        assert.ok(event.case === 'change' && event.value.outcome.case === 'entry');
        const { service, key, value, version } = event.value.outcome.value;
        assert.deepEqual(
          [service, key, value, Number(version)],
          [one.service ?? '', keyIn(encoded), one.value, one.version],
        );
        assert.deepEqual(Buffer.from(resumeToken), token);

        const parts = [one, ...others].map((each) => fromStore(encodeEntry(each)));
        for (const last of [token, null]) {
          const part = read(snapshotMessage(parts, 'too-old', last));
          assert.ok(part.event.case === 'snapshot');
          assert.deepEqual(
            part.event.value.entries.map((each) => each.value),
            [one, ...others].map((each) => each.value),
          );
          assert.equal(part.event.value.complete, last !== null);
          assert.equal(part.event.value.reason, WatchSnapshotReason.RESUME_TOKEN_TOO_OLD);
          assert.equal(part.resumeToken.length, last?.length ?? 0);
        }
      }),
    );
  });

  it('name what was deleted, and say nothing when nothing happened', () => {
    const { event } = read(deletionMessage('orders', 'tenant_config_theme', token));
    assert.ok(event.case === 'change' && event.value.outcome.case === 'deletion');
    assert.deepEqual(
      [event.value.outcome.value.service, event.value.outcome.value.key],
      ['orders', 'tenant_config_theme'],
    );
    assert.equal(read(heartbeatMessage(token)).event.case, 'heartbeat');
  });

  it('leave a sensitive value out and nothing else', () => {
    const secret = encodeEntry(entryOf('hunter2', { sensitivity: 'sensitive', version: 7 }));
    const { bytes, ...rest } = withoutSecret(secret);
    assert.ok(!Buffer.from(bytes).includes('hunter2'));
    assert.deepEqual(
      [rest.version, rest.sensitivity, keyIn({ ...rest, bytes })],
      [7, 'sensitive', 'tenant_config_theme'],
    );
    const plain = encodeEntry(entryOf('dark'));
    assert.equal(withoutSecret(plain), plain);
  });
});

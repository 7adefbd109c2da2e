import assert from 'node:assert/strict';
import { type ConfigEntry, type TenantCredentials, UnavailableError } from '@leasehold/domain';
import type { ConfigStore } from '@leasehold/storage';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { lockMs } from '../../src/parameters/companions.ts';
import { orders, StoreBench } from '../aws/store-bench.ts';
import { name, write } from './writing.ts';

/** All that a reader sees of a key, or `null`. */
type Seen = Pick<ConfigEntry, 'value' | 'version' | 'author' | 'contentType'> | null;

/** What happens to a write's calls of one AWS service: `pass` go through, the next `times` are hit. */
const fault = fc.record({
  service: fc.constantFrom('dynamodb', 'ssm'),
  pass: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('throttle', 'internal-error', 'reset', 'reset-after'),
  times: fc.constantFrom(1, 2, 100),
});
const writes = fc.array(
  fc.record({
    kind: fc.constantFrom('put', 'put', 'delete'),
    faults: fc.uniqueArray(fault, { maxLength: 2, selector: ({ service }) => service }),
  }),
  { minLength: 1, maxLength: 10 },
);

describe('a parameter whose writes AWS disturbs', () => {
  let bench: StoreBench;
  let store: ConfigStore;
  let session: TenantCredentials;
  const key = name('disturbed');

  before(async () => {
    bench = await StoreBench.start();
    store = bench.store('param_config');
  });
  after(() => bench.close());

  it('is at each moment what one whole write left, whichever calls of however many writes fail or go unanswered', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(writes, async (sequence) => {
        session = await bench.writer(`disturbed-${run++}`);
        let state: Seen = null;
        let highest = 0;
        for (const [index, { kind, faults }] of sequence.entries()) {
          if (kind === 'delete' && state === null) continue;
          const old: Seen = state;
          const bobs = write(`value ${index}`, old?.version ?? 0, {
            author: `author ${index}`,
            contentType: `text/x-${index}`,
          });
          const change = kind === 'put' ? () => put(bobs) : () => remove(old?.version ?? 0);
          const answered = await disturbed(faults, change);
          state = await read();
          const isOld = JSON.stringify(state) === JSON.stringify(old);
          if (kind === 'delete') {
            assert.ok(state === null || (isOld && answered === null), `deleted or not: ${JSON.stringify(state)}`);
          } else if (answered !== null || !isOld) {
            const { value, author, contentType } = bobs;
            assert.deepEqual(state, { value, author, contentType, version: answered ?? state?.version });
          }
          const version = answered ?? state?.version ?? 0;
          assert.ok(isOld || version === 0 || version > highest, `version ${version} after ${highest}`);
          highest = Math.max(highest, version);
          // Whoever died holding the lock holds it no longer.
          bench.clock.advance(lockMs);
        }
        const last = write('at last', state?.version ?? 0);
        assert.ok((await put(last)) > highest);
        assert.equal((await read())?.author, 'ann');
      }),
      { numRuns: 40 },
    );
  });

  const put = async (what: ReturnType<typeof write>): Promise<number> =>
    (await store.put(session, orders, key, what)).version;
  const remove = (expectedVersion: number): Promise<number> =>
    store.delete(session, orders, key, { expectedVersion, author: 'ann' });

  /** The version answered, or `null` when the caller was told to try again. */
  async function disturbed(
    faults: readonly {
      service: string;
      pass: number;
      kind: 'throttle' | 'internal-error' | 'reset' | 'reset-after';
      times: number;
    }[],
    change: () => Promise<number>,
  ): Promise<number | null> {
    for (const { service, pass, kind, times } of faults) {
      if (pass > 0) bench.aws.faults.inject({ service, fault: { kind: 'delay', ms: 0 }, times: pass });
      bench.aws.faults.inject({ service, fault: { kind }, times });
    }
    try {
      return await change();
    } catch (failure) {
      assert.ok(failure instanceof UnavailableError, String(failure));
      assert.ok(failure.retryAfterMs > 0);
      return null;
    } finally {
      bench.aws.faults.clear();
    }
  }

  /** Read the three ways there are, which must agree. */
  async function read(): Promise<Seen> {
    const one = await store.get(session, orders, key);
    const many = (await store.getMany(session, orders, [key])).get(key);
    const { entries } = await store.list(session, orders, { limit: 1, after: null });
    assert.deepEqual(many, one);
    assert.deepEqual(entries[0] ?? null, one);
    if (one === null) return null;
    const { value, version, author, contentType } = one;
    return { value, version, author, contentType };
  }
});

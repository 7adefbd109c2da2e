import assert from 'node:assert/strict';
import type { RefreshRequest } from '@leasehold/contract';
import { describe, it } from 'mocha';
import type { InstanceResult } from '../src/instance-result.ts';
import { NotAcknowledgedError } from '../src/notifier-error.ts';
import { RefreshNotifier } from '../src/refresh-notifier.ts';
import { parameterStoreChange, streamBatch, streamRecord } from './samples.ts';

const result = (instance: string, outcome: InstanceResult['outcome']): InstanceResult => ({
  instance,
  outcome,
  attempts: 1,
  tookMs: 5,
});

function notifier(results: readonly InstanceResult[]) {
  const lines: Record<string, unknown>[] = [];
  const told: { requests: readonly RefreshRequest[]; endsAt: number }[] = [];
  const made = new RefreshNotifier({
    parameterRoot: 'config-service',
    rounds: {
      tell: async (requests, endsAt) => {
        told.push({ requests, endsAt });
        return results;
      },
    },
    clock: { now: () => 1_000 },
    line: (text) => lines.push(JSON.parse(text) as Record<string, unknown>),
  });
  return { made, lines, told };
}

const batch = streamBatch(
  streamRecord('TENANT#acme|SERVICE#orders', 'CONFIG#secret-plan'),
  streamRecord('TENANT#acme|SERVICE#orders', 'HISTORY#secret-plan#000000000001'),
  streamRecord('elsewhere', 'x'),
);

describe('The notifier', () => {
  it('ends well when every live instance acknowledged, with a line an instance and one for all', async () => {
    const { made, lines, told } = notifier([
      result('a', 'acknowledged'),
      result('b', 'gone'),
      result('c', 'unhealthy'),
    ]);
    await made.notify(batch, 30_000);
    assert.deepEqual(lines, [
      { event: 'instance', ...result('a', 'acknowledged') },
      { event: 'instance', ...result('b', 'gone') },
      { event: 'instance', ...result('c', 'unhealthy') },
      { event: 'refresh', source: 'stream', keys: 1, history: 1, dropped: 1, calls: 1, live: 1, failed: 0, tookMs: 0 },
    ]);
    assert.deepEqual(
      told.map(({ requests, endsAt }) => [requests.length, endsAt]),
      [[1, 27_000]],
    );
  });

  it('fails, so that Lambda tries again, when some live instance did not, and says how many', async () => {
    const { made, lines } = notifier([result('a', 'acknowledged'), result('b', 'failed'), result('c', 'gone')]);
    await assert.rejects(made.notify(batch, 30_000), (error) => {
      assert.ok(error instanceof NotAcknowledgedError);
      assert.equal(error.message, '1 of 2 live instances did not acknowledge a change of 1 keys');
      return true;
    });
    assert.equal(lines.length, 4);
  });

  it('writes no tenant, service or key, not even in what it fails with', async () => {
    const { made, lines } = notifier([result('a', 'failed')]);
    const failure: unknown = await made.notify(batch, 30_000).catch((error: unknown) => error);
    const written = JSON.stringify(lines) + String(failure);
    for (const word of ['acme', 'orders', 'secret-plan']) assert.ok(!written.includes(word), word);
  });

  it('asks nobody when an event names nothing of ours, and says what it dropped', async () => {
    for (const event of [parameterStoreChange('/other/x'), streamBatch(), {}, null]) {
      const { made, lines, told } = notifier([]);
      await made.notify(event, 30_000);
      assert.deepEqual([told.length, lines.length, lines[0]?.['keys']], [0, 1, 0]);
    }
  });
});

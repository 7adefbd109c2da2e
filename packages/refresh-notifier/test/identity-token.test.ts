import assert from 'node:assert/strict';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, it } from 'mocha';
import { IdentityTokens } from '../src/identity-token.ts';

/** STS as a test sets it, at the end of the SDK's own client. */
function sts(answer: (asked: Record<string, unknown>) => object) {
  const asked: Record<string, unknown>[] = [];
  const client = new STSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.middlewareStack.add(
    () => async (args) => {
      const input = args.input as Record<string, unknown>;
      asked.push(input);
      return { output: { $metadata: {}, ...answer(input) }, response: {} };
    },
    { step: 'initialize' },
  );
  return { client, asked };
}

describe('The token of the notifier', () => {
  const signal = AbortSignal.timeout(60_000);
  let now = 1_000_000;
  const clock = { now: () => now };

  it('is asked for one audience, for 300 seconds, and used again until a minute before it expires', async () => {
    now = 1_000_000;
    const { client, asked } = sts(() => ({
      WebIdentityToken: `t${asked.length}`,
      Expiration: new Date(now + 300_000),
    }));
    const tokens = new IdentityTokens(client, 'leasehold-refresh', clock);
    assert.equal(await tokens.token(signal), 't1');
    now += 239_999;
    assert.equal(await tokens.token(signal), 't1');
    now += 1;
    assert.equal(await tokens.token(signal), 't2');
    assert.deepEqual(asked[0], { Audience: ['leasehold-refresh'], SigningAlgorithm: 'RS256', DurationSeconds: 300 });
    assert.equal(asked.length, 2);
  });

  it('is a new one once it was refused', async () => {
    const { client, asked } = sts(() => ({
      WebIdentityToken: `t${asked.length}`,
      Expiration: new Date(now + 300_000),
    }));
    const tokens = new IdentityTokens(client, 'leasehold-refresh', clock);
    await tokens.token(signal);
    tokens.forget();
    assert.equal(await tokens.token(signal), 't2');
  });

  it('that could not be had is asked for again the next time', async () => {
    let fails = true;
    const { client, asked } = sts(() => {
      if (fails) throw new Error('down');
      return { WebIdentityToken: 'good', Expiration: new Date(now + 300_000) };
    });
    const tokens = new IdentityTokens(client, 'leasehold-refresh', clock);
    await assert.rejects(tokens.token(signal), /down/);
    fails = false;
    assert.equal(await tokens.token(signal), 'good');
    assert.equal(asked.length, 2);
  });
});

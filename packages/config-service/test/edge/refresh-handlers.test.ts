import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { describe, it } from 'mocha';
import { RefreshHandlers } from '../../src/edge/refresh-handlers.ts';

type Answer = { readonly code?: number; readonly version?: string };

function asked(handlers: RefreshHandlers): Promise<Answer> {
  return new Promise((resolve) => {
    handlers.handlers.readRevocations({} as never, (error, reply) => {
      resolve(error ? { code: Number(error.code) } : { version: String(reply?.policyVersion) });
    });
  });
}

describe('The call that has an instance look at who is revoked', () => {
  it('leaves nothing behind once it is answered, whatever the answer', async () => {
    let fails = false;
    const handlers = new RefreshHandlers(async () => {
      if (fails) throw new Error('IAM is down');
      return 'v7';
    });
    assert.deepEqual(await asked(handlers), { version: 'v7' });
    fails = true;
    assert.deepEqual(await asked(handlers), { code: status.UNAVAILABLE });
    assert.equal(handlers.waiting, 0);
  });

  it('is refused once, and at once, when the instance stops, waiting or not', async () => {
    const read = Promise.withResolvers<string>();
    const handlers = new RefreshHandlers(() => read.promise);
    const waiting = asked(handlers);
    assert.equal(handlers.waiting, 1);
    handlers.drain();
    assert.deepEqual(await waiting, { code: status.UNAVAILABLE });
    read.resolve('v7');
    assert.deepEqual(await asked(handlers), { code: status.UNAVAILABLE });
    assert.equal(handlers.waiting, 0);
  });
});

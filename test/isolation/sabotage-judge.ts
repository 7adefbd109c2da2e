import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { BatchGetConfigsResponseSchema, ListConfigsResponseSchema } from '@leasehold/contract';
import type { Intent } from './intent.ts';
import type { Operation } from './operations.ts';
import type { RawReply } from './raw-client.ts';
import type { Visit } from './world.ts';

const refusal = 'ISOLATION_REFUSED';

/**
 * Judges a service all of whose AWS calls are crossed: where the contract lets a call through, AWS must have refused it,
 * and the reply says so. Only an answer with no data in it may be a success.
 */
export function judgeRefused({ tally }: Visit, operation: Operation, intent: Intent): (reply: RawReply) => void {
  return (reply) => {
    tally.add(operation.kind, reply.code);
    if (intent.verdict !== 'asks-a-store') {
      assert.notEqual(reply.code, status.OK);
      return;
    }
    if (reply.code === status.OK) judgeEmpty(intent, reply);
    else if (!isBadPageToken(intent, reply)) {
      assert.equal(reply.code, status.PERMISSION_DENIED, `a crossed ${operation.kind} was answered ${reply}`);
      assert.equal(reply.reason, refusal, `a crossed ${operation.kind} was answered ${reply}`);
    }
    tally.note(`${operation.kind} refused by AWS`);
  };
}

/** Judges a service that crosses some calls and not others: what AWS lets through must be the caller's own. */
export function judgeOwnOrRefused(visit: Visit, operation: Operation, intent: Intent): (reply: RawReply) => void {
  return (reply) => {
    visit.tally.add(operation.kind, reply.code);
    if (reply.reason === refusal) visit.tally.note(`${operation.kind} refused by AWS`);
    assert.notEqual(reply.code, status.INTERNAL, `${reply}`);
    if (intent.method !== 'batchGetConfigs' || reply.code !== status.OK) return;
    const { results } = reply.message(BatchGetConfigsResponseSchema);
    for (const { outcome } of results) visit.tally.note(`batch key ${outcome.case}`);
  };
}

function judgeEmpty({ method }: Intent, reply: RawReply): void {
  if (method === 'batchGetConfigs') {
    const { results } = reply.message(BatchGetConfigsResponseSchema);
    for (const { outcome } of results) {
      assert.equal(outcome.case, 'error');
      assert.equal(outcome.value?.code, status.PERMISSION_DENIED, `a crossed key was answered ${outcome.value?.code}`);
    }
  } else {
    // A service without parameters has no companion items to ask for, so nothing crossed was asked.
    assert.equal(method, 'listConfigs', `a crossed ${method} succeeded`);
    assert.deepEqual(reply.message(ListConfigsResponseSchema).entries, []);
  }
}

/** A token of the wrong shape is refused before AWS is asked anything. */
function isBadPageToken({ method }: Intent, reply: RawReply): boolean {
  return method === 'listConfigs' && reply.code === status.INVALID_ARGUMENT && reply.badFields[0] === 'page_token';
}

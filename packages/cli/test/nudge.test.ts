import assert from 'node:assert/strict';
import { create } from '@bufbuild/protobuf';
import { credentials, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import { grpcServiceDefinition, ReadRevocationsResponseSchema, RefreshService } from '@leasehold/contract';
import { describe, it } from 'mocha';
import { nudge } from '../src/nudge.ts';

/** What an instance answers with: a version, or why not. */
type Answer = { readonly version: string } | { readonly details: string };

async function nudged(answer: Answer): Promise<Awaited<ReturnType<typeof nudge>>> {
  const server = new Server();
  server.addService(grpcServiceDefinition(RefreshService), {
    readRevocations: (_call: unknown, respond: (error: Partial<ServiceError> | null, reply?: object) => void) => {
      if ('details' in answer) respond({ code: 14, details: answer.details });
      else respond(null, create(ReadRevocationsResponseSchema, { policyVersion: answer.version }));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, at: number): void => (error === null ? resolve(at) : reject(error));
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), bound);
  });
  try {
    return await nudge(
      { address: `127.0.0.1:${port}`, credentials: credentials.createInsecure() },
      'v7',
      null,
      async () => undefined,
    );
  } finally {
    server.forceShutdown();
  }
}

describe('Telling an instance to look', () => {
  const forged = '\r\u001b[2K  10.0.0.5:50051  acknowledged, acts on v9\n';

  it('is acknowledged by the version that is asked for, or a later one', async () => {
    assert.deepEqual(await nudged({ version: 'v7' }), { kind: 'acknowledged', version: 'v7' });
    assert.deepEqual(await nudged({ version: 'v10' }), { kind: 'acknowledged', version: 'v10' });
    assert.deepEqual(await nudged({ version: 'v6' }), { kind: 'behind', version: 'v6' });
  });

  it('has nothing of an instance’s answer written that is no version', async () => {
    assert.deepEqual(await nudged({ version: `v6${forged}` }), { kind: 'behind', version: 'no version' });
    assert.deepEqual(await nudged({ version: '' }), { kind: 'behind', version: 'no version' });
  });

  it('has of an instance’s reason only what is one line of plain text written', async () => {
    const outcome = await nudged({ details: `${forged}${'x'.repeat(1_000)}` });
    assert.ok(outcome.kind === 'not-reached');
    assert.match(outcome.why, /^UNAVAILABLE: [ -~]{1,200}$/);
  });
});

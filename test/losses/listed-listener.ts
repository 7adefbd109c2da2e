import { randomUUID } from 'node:crypto';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { register } from '@leasehold/dev';
import type { FreshWorld } from '../freshness/world.ts';

/** Has itself listed as an instance, and keeps the token that the notifier brings: the notifier's own. */
export async function notifierToken(world: FreshWorld): Promise<string> {
  const server = new Server();
  const token = Promise.withResolvers<string>();
  const raw = (bytes: Buffer): Buffer => bytes;
  const refresh = {
    path: '/leasehold.refresh.v1.RefreshService/Refresh',
    requestStream: false,
    responseStream: false,
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  };
  server.addService(
    { refresh },
    {
      refresh: (
        call: { metadata: { get(name: string): readonly unknown[] } },
        answer: (e: null, b: Buffer) => void,
      ) => {
        token.resolve(String(call.metadata.get('authorization')[0]));
        answer(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const id = `listener-${randomUUID()}`;
  register(world.aws, id, `127.0.0.1:${port}`);
  try {
    await world.operator.put('listener', { service: 'orders', key: 'tenant_config_any' }, 'any');
    return await token.promise;
  } finally {
    world.aws.discovery.deregister(id);
    await world.settled();
    server.forceShutdown();
  }
}

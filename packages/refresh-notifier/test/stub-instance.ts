import { create } from '@bufbuild/protobuf';
import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js';
import {
  grpcServiceDefinition,
  type RefreshRequest,
  type RefreshResponse,
  RefreshResponseSchema,
  RefreshService,
} from '@leasehold/contract';

/** An instance of the service, as far as the notifier knows one: what it was told, and by whom. */
export class StubInstance {
  readonly address: string;
  /** The keys of each call. */
  readonly told: (readonly string[])[] = [];
  readonly authorizations: unknown[] = [];
  /** The connection that each call came on. */
  readonly peers: string[] = [];
  /** How many of the next calls fail. */
  failing = 0;
  readonly #server: Server;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  static async start(credentials = ServerCredentials.createInsecure()): Promise<StubInstance> {
    const server = new Server();
    const refresh: handleUnaryCall<RefreshRequest, RefreshResponse> = (call, respond) => {
      const { request, metadata } = call;
      instance.peers.push(call.getPeer());
      instance.authorizations.push(metadata.get('authorization')[0]);
      if (instance.failing > 0) {
        instance.failing -= 1;
        respond({ code: status.UNAVAILABLE, details: 'not now' });
        return;
      }
      const keys = request.changes.flatMap(({ tenant, service, keys: named }) =>
        named.map((key) => `${tenant} ${service || '-'} ${key}`),
      );
      instance.told.push(keys);
      respond(null, create(RefreshResponseSchema, { invalidated: keys.length }));
    };
    server.addService(grpcServiceDefinition(RefreshService), { refresh });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
    const instance = new StubInstance(server, `127.0.0.1:${port}`);
    return instance;
  }

  close(): void {
    this.#server.forceShutdown();
  }
}

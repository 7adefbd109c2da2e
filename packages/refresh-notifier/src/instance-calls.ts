import type { MessageShape } from '@bufbuild/protobuf';
import { Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  grpcServiceDefinition,
  type RefreshRequest,
  type RefreshResponseSchema,
  RefreshService,
} from '@leasehold/contract';
import { channelTo, type Transport } from './transport.ts';

/** What came of one call to an instance. */
export type Answer =
  | { readonly kind: 'acknowledged' }
  /** `code` is the name of a gRPC status, or `NO_ADDRESS` and `PLAINTEXT_REFUSED` of calls that were not made. */
  | { readonly kind: 'failed'; readonly code: string };

/** Calls `Refresh`. Connections are kept over invocations; one on which a call failed is not used again. */
export class InstanceCalls {
  readonly #transport: Transport;
  readonly #clients = new Map<string, Client>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Never throws. `deadline` is in milliseconds since the epoch. */
  async refresh(
    address: string | null,
    request: RefreshRequest,
    token: string | null,
    deadline: number,
  ): Promise<Answer> {
    if (address === null) return { kind: 'failed', code: 'NO_ADDRESS' };
    const client = this.#client(address);
    if (client === null) return { kind: 'failed', code: 'PLAINTEXT_REFUSED' };
    const answer = await call(client, request, token, deadline);
    // A frozen function may wake up with connections that are no more.
    if (answer.kind === 'failed') this.#drop(address);
    return answer;
  }

  /** Closes the connections to all others. */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const address of [...this.#clients.keys()]) if (!addresses.has(address)) this.#drop(address);
  }

  close(): void {
    this.keepOnly(new Set());
  }

  #client(address: string): Client | null {
    const known = this.#clients.get(address);
    if (known !== undefined) return known;
    const channel = channelTo(address, this.#transport);
    if (channel === null) return null;
    // A pool of its own: a connection that was dropped must not come back from the one that all clients share.
    const options = { ...channel.options, 'grpc.use_local_subchannel_pool': 1 };
    const client = new Client(address, channel.credentials, options);
    this.#clients.set(address, client);
    return client;
  }

  #drop(address: string): void {
    this.#clients.get(address)?.close();
    this.#clients.delete(address);
  }
}

const method = grpcServiceDefinition(RefreshService)['refresh'];

function call(client: Client, request: RefreshRequest, token: string | null, deadline: number): Promise<Answer> {
  if (method === undefined) throw new Error('the contract has no Refresh');
  const metadata = new Metadata();
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize as (bytes: Buffer) => MessageShape<typeof RefreshResponseSchema>,
      request,
      metadata,
      { deadline },
      (error: ServiceError | null) =>
        resolve(error === null ? { kind: 'acknowledged' } : { kind: 'failed', code: status[error.code] ?? 'UNKNOWN' }),
    );
  });
}

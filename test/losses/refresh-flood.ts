import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { RefreshRequestSchema } from '@leasehold/contract';

export interface FloodKey {
  readonly tenant: string;
  readonly key: string;
}

const raw = (bytes: Buffer): Buffer => bytes;
const method = '/leasehold.refresh.v1.RefreshService/Refresh';

/** Whoever calls Refresh without end, over one connection. */
export class RefreshFlood {
  readonly #client: Client;

  /** @param address of a refresh port */
  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  }

  /** One call a list of keys of the service `orders`, `atOnce` at a time; how many ended how. */
  async send(
    authorization: string | null,
    calls: readonly (readonly FloodKey[])[],
    atOnce: number,
  ): Promise<ReadonlyMap<string, number>> {
    const left = [...calls];
    const ends = new Map<string, number>();
    const one = async (): Promise<void> => {
      for (let keys = left.pop(); keys !== undefined; keys = left.pop()) {
        const end = await this.#call(authorization, keys);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return ends;
  }

  close(): void {
    this.#client.close();
  }

  #call(authorization: string | null, keys: readonly FloodKey[]): Promise<string> {
    const metadata = new Metadata();
    if (authorization !== null) metadata.set('authorization', authorization);
    const changes = keys.map(({ tenant, key }) => ({ tenant, service: 'orders', keys: [key] }));
    const request = Buffer.from(toBinary(RefreshRequestSchema, create(RefreshRequestSchema, { changes })));
    return new Promise((resolve) => {
      this.#client
        .makeUnaryRequest(method, raw, raw, request, metadata, () => {})
        .on('status', ({ code }: StatusObject) => resolve(status[code] ?? 'UNKNOWN'));
    });
  }
}

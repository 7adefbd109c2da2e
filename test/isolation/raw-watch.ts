import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientReadableStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { ConfigService, WatchConfigsRequestSchema, WatchConfigsResponseSchema } from '@leasehold/contract';

/** A watch of which every byte is kept, and what its messages come to. */
export class RawWatch {
  /** Everything it was sent, one character a byte, its resume tokens decoded. */
  everything = '';
  /** Version by key, as told by now. */
  readonly known = new Map<string, number>();
  changes = 0;
  token: Uint8Array = new Uint8Array();
  failure: ServiceError | undefined;
  readonly #client: Client;
  readonly #call: ClientReadableStream<Buffer>;

  constructor(
    port: number,
    service: string,
    token: string,
    claimed: string,
    resumeToken: Uint8Array = new Uint8Array(),
  ) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    metadata.set('tenant', claimed);
    metadata.set('x-tenant-id', claimed);
    const request = create(WatchConfigsRequestSchema, { service, resumeToken });
    this.#call = this.#client.makeServerStreamRequest(
      `/${ConfigService.typeName}/${ConfigService.method.watchConfigs.name}`,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      toBinary(WatchConfigsRequestSchema, request),
      metadata,
    );
    this.#call.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#call.on('error', (failure: ServiceError) => {
      this.failure = failure;
    });
  }

  get hasBegun(): boolean {
    return this.token.length > 0;
  }

  close(): void {
    this.#call.cancel();
    this.#client.close();
  }

  #take(bytes: Buffer): void {
    this.everything += `\n${bytes.toString('latin1')}`;
    const { event, resumeToken } = fromBinary(WatchConfigsResponseSchema, bytes);
    if (resumeToken.length > 0) this.token = resumeToken;
    if (event.case === 'snapshot') {
      for (const { key, version } of event.value.entries) this.known.set(key, Number(version));
    } else if (event.case === 'change') {
      this.changes += 1;
      const { outcome } = event.value;
      if (outcome.case === 'entry') this.known.set(outcome.value.key, Number(outcome.value.version));
      else if (outcome.case === 'deletion') this.known.delete(outcome.value.key);
    }
  }
}

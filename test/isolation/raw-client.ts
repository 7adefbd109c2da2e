import { type DescMessage, type DescMethodUnary, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { BadRequestSchema, ConfigService, ErrorInfoSchema, StatusSchema } from '@leasehold/contract';

export type Method = Exclude<keyof typeof ConfigService.method, 'watchConfigs'>;

/** All that a server said in one call, as it came over the wire. */
export class RawReply {
  readonly code: status;
  readonly #details: string;
  readonly #bytes: Buffer;
  readonly #metadata: readonly Metadata[];

  constructor(ended: StatusObject, bytes: Buffer | undefined, initial: Metadata | undefined) {
    this.code = ended.code;
    this.#details = ended.details;
    this.#bytes = bytes ?? Buffer.alloc(0);
    this.#metadata = initial === undefined ? [ended.metadata] : [initial, ended.metadata];
  }

  /** Every byte of message, status text, headers and trailers, one character a byte. */
  get everything(): string {
    const metadata = this.#metadata.flatMap((each) =>
      Object.keys(each.getMap()).flatMap((key) => [
        key,
        ...each.get(key).map((value) => (typeof value === 'string' ? value : value.toString('latin1'))),
      ]),
    );
    return [this.#bytes.toString('latin1'), this.#details, ...metadata].join('\n');
  }

  message<Output extends DescMessage>(output: Output): MessageShape<Output> {
    return fromBinary(output, this.#bytes);
  }

  /** The fields of `google.rpc.BadRequest`, empty when there is none. */
  get badFields(): readonly string[] {
    return this.#detailsOf(BadRequestSchema).flatMap(({ fieldViolations }) =>
      fieldViolations.map(({ field }) => field),
    );
  }

  get reason(): string | undefined {
    return this.#detailsOf(ErrorInfoSchema)[0]?.reason;
  }

  get currentVersion(): number {
    return Number(this.#detailsOf(ErrorInfoSchema)[0]?.metadata['current_version'] ?? Number.NaN);
  }

  toString(): string {
    return `${status[this.code]}: ${this.#details}`;
  }

  #detailsOf<Detail extends DescMessage>(schema: Detail): readonly MessageShape<Detail>[] {
    const [packed] = this.#metadata.at(-1)?.get('grpc-status-details-bin') ?? [];
    if (!(packed instanceof Buffer)) return [];
    return fromBinary(StatusSchema, packed).details.flatMap((detail) => anyUnpack(detail, schema) ?? []);
  }
}

/** Calls ConfigService over one connection for all tenants, and keeps what came back as bytes. */
export class RawClient {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure());
  }

  /** `claimed` is metadata in which a caller names a tenant: it must make no difference. Never rejects. */
  call(
    method: Method,
    request: MessageShape<DescMessage>,
    token: string,
    claimed: Readonly<Record<string, string>>,
  ): Promise<RawReply> {
    const description: DescMethodUnary = ConfigService.method[method];
    const metadata = new Metadata();
    for (const [key, value] of Object.entries(claimed)) metadata.set(key, value);
    metadata.set('authorization', `Bearer ${token}`);
    return new Promise((resolve) => {
      let bytes: Buffer | undefined;
      let initial: Metadata | undefined;
      const call = this.#client.makeUnaryRequest<MessageShape<DescMessage>, Buffer>(
        `/${ConfigService.typeName}/${description.name}`,
        (message) => Buffer.from(toBinary(description.input, message)),
        (reply) => reply,
        request,
        metadata,
        (_error: ServiceError | null, reply?: Buffer) => {
          bytes = reply;
        },
      );
      call.once('metadata', (received: Metadata) => {
        initial = received;
      });
      // grpc-js says the status after it has called back.
      call.once('status', (ended: StatusObject) => resolve(new RawReply(ended, bytes, initial)));
    });
  }

  close(): void {
    this.#client.close();
  }
}

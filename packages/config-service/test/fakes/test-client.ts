import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientUnaryCall,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import {
  type BadRequest,
  BadRequestSchema,
  ConfigService,
  type ErrorInfo,
  ErrorInfoSchema,
  grpcServiceDefinition,
  RefreshService,
  type RetryInfo,
  RetryInfoSchema,
  StatusSchema,
} from '@leasehold/contract';

/** What came of a call, the trailing metadata included. */
export interface Answer<T> {
  readonly code: number;
  readonly message: string;
  readonly reply: T | undefined;
  readonly trailers: Metadata;
}

const definition = { ...grpcServiceDefinition(ConfigService), ...grpcServiceDefinition(RefreshService) };

/** A client of either port that answers failures instead of throwing them. */
export class TestClient {
  readonly #client: Client;
  readonly #token: string | null;

  constructor(address: string, credentials: ChannelCredentials, token: string | null) {
    this.#client = new Client(address, credentials, {
      'grpc.use_local_subchannel_pool': 1,
      // The name in the test certificates; an IP address may not be a TLS server name (RFC 6066).
      'grpc.ssl_target_name_override': 'localhost',
    });
    this.#token = token;
  }

  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<Answer<MessageShape<O>>> {
    return (await this.begin(method, init, options)).answer;
  }

  /** Begins a call that the test can cancel. */
  async begin<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<{ readonly call: ClientUnaryCall; readonly answer: Promise<Answer<MessageShape<O>>> }> {
    const bytes = definition[method.localName]?.requestSerialize(create(method.input, init)) ?? Buffer.alloc(0);
    return this.beginBytes(method, bytes, options);
  }

  beginBytes<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    bytes: Buffer,
    options: CallOptions = {},
    metadata = new Metadata(),
  ): { readonly call: ClientUnaryCall; readonly answer: Promise<Answer<MessageShape<O>>> } {
    if (this.#token !== null) metadata.set('authorization', `Bearer ${this.#token}`);
    const { promise, resolve } = Promise.withResolvers<Answer<MessageShape<O>>>();
    let reply: MessageShape<O> | undefined;
    const call = this.#client.makeUnaryRequest(
      `/${method.parent.typeName}/${method.name}`,
      (raw: Buffer) => raw,
      (raw: Buffer) => fromBinary(method.output, raw),
      bytes,
      metadata,
      options,
      (_error: ServiceError | null, message?: MessageShape<O>) => {
        reply = message;
      },
    );
    call.on('status', ({ code, details, metadata: trailers }) => {
      // The callback comes in the same turn as the status, before or after it.
      setImmediate(() => resolve({ code, message: details, reply, trailers }));
    });
    return { call, answer: promise };
  }

  close(): void {
    this.#client.close();
  }
}

/** The rich details of a failed call. */
export function detailsOf(answer: Answer<unknown>): {
  readonly badRequest: BadRequest | undefined;
  readonly errorInfo: ErrorInfo | undefined;
  readonly retryInfo: RetryInfo | undefined;
} {
  const [bytes] = answer.trailers.get('grpc-status-details-bin');
  const details = Buffer.isBuffer(bytes) ? fromBinary(StatusSchema, bytes).details : [];
  return {
    badRequest: details.map((any) => anyUnpack(any, BadRequestSchema)).find((each) => each !== undefined),
    errorInfo: details.map((any) => anyUnpack(any, ErrorInfoSchema)).find((each) => each !== undefined),
    retryInfo: details.map((any) => anyUnpack(any, RetryInfoSchema)).find((each) => each !== undefined),
  };
}

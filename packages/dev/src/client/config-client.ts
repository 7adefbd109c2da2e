import {
  create,
  type DescMethod,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  type CallOptions,
  type ChannelCredentials,
  type Client,
  type ClientOptions,
  type ClientReadableStream,
  credentials as channel,
  Metadata,
  makeGenericClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { ConfigService, grpcServiceDefinition, type WatchConfigsResponse } from '@leasehold/contract';

type Methods = Omit<typeof ConfigService.method, 'watchConfigs'>;
type Reply<M extends keyof Methods> = MessageShape<Methods[M]['output']>;
type Watching = MessageInitShape<typeof ConfigService.method.watchConfigs.input>;
type Question<M extends keyof Methods> = MessageInitShape<Methods[M]['input']>;

export interface ClientSettings {
  /** Plaintext unless said otherwise: this client is for loopback. */
  readonly credentials?: ChannelCredentials;
  readonly options?: ClientOptions;
}

const GenericClient = makeGenericClientConstructor(grpcServiceDefinition(ConfigService), 'ConfigService');

/** A promise client of ConfigService. Every call rejects with grpc-js's ServiceError. */
export class ConfigClient {
  readonly #client: Client;

  constructor(address: string, settings: ClientSettings = {}) {
    this.#client = new GenericClient(address, settings.credentials ?? channel.createInsecure(), settings.options ?? {});
  }

  /** One unary call with `authorization: Bearer <token>`; `null` sends no authorization at all. */
  call<M extends keyof Methods>(
    method: M,
    token: string | null,
    request: Question<M>,
    options: CallOptions = {},
  ): Promise<Reply<M>> {
    const metadata = new Metadata();
    if (token !== null) metadata.set('authorization', `Bearer ${token}`);
    return this.callWith(method, metadata, request, options);
  }

  /** The same with metadata of the caller's making. */
  callWith<M extends keyof Methods>(
    method: M,
    metadata: Metadata,
    request: Question<M>,
    options: CallOptions = {},
  ): Promise<Reply<M>> {
    const description: DescMethodUnary = ConfigService.method[method];
    const { path, requestSerialize, responseDeserialize } = grpcMethod(description);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        create(description.input, request as MessageInitShape<typeof description.input>),
        metadata,
        options,
        (error: ServiceError | null, reply) => {
          if (error) reject(error);
          else resolve(reply as Reply<M>);
        },
      );
    });
  }

  /** Begins a watch; its `data` are messages, and its `status` says how it ended. */
  watch(token: string, request: Watching): ClientReadableStream<WatchConfigsResponse> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const { path, requestSerialize, responseDeserialize } = grpcMethod(ConfigService.method.watchConfigs);
    const deserialize = responseDeserialize as (bytes: Buffer) => WatchConfigsResponse;
    const message = create(ConfigService.method.watchConfigs.input, request);
    return this.#client.makeServerStreamRequest(path, requestSerialize, deserialize, message, metadata);
  }

  /** Connects, trying again until it works or `milliseconds` have passed. */
  ready(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.waitForReady(Date.now() + milliseconds, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): void {
    this.#client.close();
  }
}

const definition = grpcServiceDefinition(ConfigService);

function grpcMethod(method: DescMethod) {
  const found = definition[method.localName];
  if (found === undefined) throw new Error(`the contract has no method ${method.localName}`);
  return found;
}

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientReadableStream, credentials, Metadata, type StatusObject } from '@grpc/grpc-js';
import {
  ConfigService,
  WatchConfigsRequestSchema,
  type WatchConfigsResponse,
  WatchConfigsResponseSchema,
} from '@leasehold/contract';

/** What to watch. */
export interface WatchInit {
  readonly service?: string;
  readonly keyPrefix?: string;
  readonly resumeToken?: Uint8Array;
}

/** A watch over the wire, on a connection of its own. */
export class OpenWatch {
  readonly received: WatchConfigsResponse[] = [];
  readonly #client: Client;
  readonly #call: ClientReadableStream<WatchConfigsResponse>;
  readonly ended: Promise<StatusObject>;

  constructor(port: number, authorization: readonly string[], init: WatchInit | Buffer) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    const metadata = new Metadata();
    for (const each of authorization) metadata.add('authorization', each);
    const { parent, name } = ConfigService.method.watchConfigs;
    const bytes = Buffer.isBuffer(init)
      ? init
      : Buffer.from(toBinary(WatchConfigsRequestSchema, create(WatchConfigsRequestSchema, init)));
    this.#call = this.#client.makeServerStreamRequest(
      `/${parent.typeName}/${name}`,
      (raw: Buffer) => raw,
      (raw: Buffer) => fromBinary(WatchConfigsResponseSchema, raw),
      bytes,
      metadata,
    );
    this.#call.on('data', (message: WatchConfigsResponse) => this.received.push(message));
    this.#call.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.#call.on('status', resolve));
  }

  /** The values told by now, by snapshot and by changes, in their order. */
  get values(): readonly string[] {
    return this.received.flatMap(({ event }) => {
      if (event.case === 'snapshot') return event.value.entries.map(({ value }) => value ?? '');
      if (event.case !== 'change') return [];
      return [event.value.outcome.case === 'entry' ? (event.value.outcome.value.value ?? '') : 'deleted'];
    });
  }

  get hasBegun(): boolean {
    return this.received.length > 0;
  }

  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    this.#call.resume();
  }

  leave(): void {
    this.#call.cancel();
  }

  close(): void {
    this.#client.close();
  }
}

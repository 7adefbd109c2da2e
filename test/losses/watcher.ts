import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  Client,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import {
  type ConfigEntryMessage,
  ConfigService,
  WatchConfigsRequestSchema,
  type WatchConfigsResponse,
  WatchConfigsResponseSchema,
  WatchSnapshotReason,
} from '@leasehold/contract';

/** Told of each entry that a watcher is told of by a change, at the moment it arrives. */
export type OnTold = (entry: ConfigEntryMessage) => void;

/** One watcher of all keys of a service, over a real connection. */
export class Watcher {
  /** What it knows now, by key. */
  readonly known = new Map<string, string>();
  /** Why its watches began with a snapshot; one that went on where it left off is not here. */
  readonly beginnings: string[] = [];
  /** Changes it was told. */
  changes = 0;
  /** How its last watch ended; `null` while it goes on. */
  ended: string | null = null;
  readonly #client: Client;
  readonly #onTold: OnTold;
  #resumeToken: Uint8Array = new Uint8Array();
  #call: ClientReadableStream<Buffer> | undefined;

  constructor(address: string, onTold: OnTold) {
    this.#client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    this.#onTold = onTold;
  }

  /** Watches from where it left off; resolves when the watch has begun. */
  watch(token: string, service: string): Promise<void> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const request = create(WatchConfigsRequestSchema, { service, resumeToken: this.#resumeToken });
    this.ended = null;
    const call = this.#client.makeServerStreamRequest(
      `/${ConfigService.typeName}/${ConfigService.method.watchConfigs.name}`,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      toBinary(WatchConfigsRequestSchema, request),
      metadata,
    );
    this.#call = call;
    return new Promise((resolve, reject) => {
      call.on('data', (bytes: Buffer) => {
        const message = fromBinary(WatchConfigsResponseSchema, bytes);
        this.#take(message);
        if (message.resumeToken.length > 0) resolve();
      });
      call.on('error', (failure: ServiceError) => reject(failure));
      call.on('status', ({ code }: StatusObject) => {
        if (this.#call === call) this.ended = status[code] ?? 'UNKNOWN';
      });
    });
  }

  close(): void {
    this.#call?.cancel();
    this.#client.close();
  }

  #take({ event, resumeToken }: WatchConfigsResponse): void {
    if (resumeToken.length > 0) this.#resumeToken = resumeToken;
    if (event.case === 'snapshot') {
      if (event.value.complete) this.beginnings.push(WatchSnapshotReason[event.value.reason] ?? '');
      for (const { key, value } of event.value.entries) this.known.set(key, value ?? '');
      return;
    }
    if (event.case !== 'change' || event.value.outcome.case !== 'entry') return;
    const entry = event.value.outcome.value;
    this.changes += 1;
    this.known.set(entry.key, entry.value ?? '');
    this.#onTold(entry);
  }
}

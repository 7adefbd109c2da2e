import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientReadableStream, credentials, Metadata } from '@grpc/grpc-js';
import {
  type ConfigEntryMessage,
  ConfigService,
  WatchConfigsRequestSchema,
  type WatchConfigsResponse,
  WatchConfigsResponseSchema,
} from '@leasehold/contract';

/** What one watch is about. */
export interface Watched {
  readonly tenant: string;
  readonly token: string;
  readonly service: string;
  readonly keyPrefix: string;
}

/** One watcher, which can be cut off and go on elsewhere, and what it must never be told. */
export class ModelWatcher {
  readonly watched: Watched;
  /** What it knows to be stored now: versions by key. */
  readonly known = new Map<string, number>();
  /** The newest version it was ever told, by key. */
  readonly #newest = new Map<string, number>();
  readonly #sees: (entry: ConfigEntryMessage) => void;
  readonly #wrong: (failure: Error) => void;
  #token: Uint8Array = new Uint8Array();
  #snapshot: ConfigEntryMessage[] = [];
  #cut: (() => void) | null = null;
  #tell: (() => void)[] = [];

  /** `sees` is told of each entry, and may throw; what is wrong is given to `wrong`. */
  constructor(watched: Watched, sees: (entry: ConfigEntryMessage) => void, wrong: (failure: Error) => void) {
    this.watched = watched;
    this.#sees = sees;
    this.#wrong = wrong;
  }

  get isOpen(): boolean {
    return this.#cut !== null;
  }

  /** Goes on where it was cut off, or begins. */
  open(address: string): void {
    this.cut();
    const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const metadata = new Metadata();
    const { token, service, keyPrefix } = this.watched;
    metadata.set('authorization', `Bearer ${token}`);
    const { parent, name } = ConfigService.method.watchConfigs;
    const isFirst = this.#token.length === 0;
    const call: ClientReadableStream<WatchConfigsResponse> = client.makeServerStreamRequest(
      `/${parent.typeName}/${name}`,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => fromBinary(WatchConfigsResponseSchema, bytes),
      toBinary(
        WatchConfigsRequestSchema,
        create(WatchConfigsRequestSchema, { service, keyPrefix, resumeToken: this.#token }),
      ),
      metadata,
    );
    const cut = (): void => {
      if (this.#cut === cut) this.#cut = null;
      call.cancel();
      client.close();
    };
    this.#cut = cut;
    this.#snapshot = [];
    call.on('data', (message: WatchConfigsResponse) => {
      if (this.#cut !== cut) return;
      try {
        this.#take(message, isFirst);
      } catch (failure) {
        this.#wrong(failure as Error);
      }
      for (const tell of this.#tell.splice(0)) tell();
    });
    // Whoever is drained says so; what matters is what it knows in the end.
    call.on('error', cut);
    call.on('end', cut);
  }

  cut(): void {
    this.#cut?.();
  }

  /** Resolves with its next message. */
  message(): Promise<void> {
    return new Promise((resolve) => this.#tell.push(resolve));
  }

  #take({ event, resumeToken }: WatchConfigsResponse, isFirst: boolean): void {
    if (resumeToken.length > 0) this.#token = resumeToken;
    switch (event.case) {
      case 'snapshot':
        if (!isFirst) throw new Error('a watcher that went on was told all of it again');
        this.#snapshot.push(...event.value.entries);
        if (event.value.complete) for (const entry of this.#snapshot.splice(0)) this.#told(entry);
        break;
      case 'change': {
        const { outcome } = event.value;
        if (outcome.case === 'entry') this.#told(outcome.value);
        else if (outcome.case === 'deletion' && !this.known.delete(outcome.value.key)) {
          throw new Error(`a watcher was told that ${outcome.value.key} is gone, of which it had not known`);
        }
      }
    }
  }

  #told(entry: ConfigEntryMessage): void {
    const [version, newest] = [Number(entry.version), this.#newest.get(entry.key) ?? 0];
    if (version <= newest) throw new Error(`a watcher of ${entry.key} was told version ${version} after ${newest}`);
    this.#newest.set(entry.key, version);
    this.known.set(entry.key, version);
    this.#sees(entry);
  }
}

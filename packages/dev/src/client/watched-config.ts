import { type ClientReadableStream, status } from '@grpc/grpc-js';
import type { ConfigEntryMessage, WatchConfigsResponse } from '@leasehold/contract';
import type { ConfigClient } from './config-client.ts';

/** What to watch, and with whose token. */
export interface WatchedConfigSettings {
  /** Empty for the tenant's shared configuration. */
  readonly service: string;
  /** The beginning of a key with its tag; empty, or absent, for all keys. */
  readonly keyPrefix?: string;
  /** Answers a token that is good now; asked before each watch. */
  readonly token: () => Promise<string>;
  /** Told of each key that has changed, with what it has become; `undefined` when nothing is stored under it any more. */
  readonly onChange?: (key: string, entry: ConfigEntryMessage | undefined) => void;
  /** Told when the watch has ended for good, and why: no other attempt would end differently. */
  readonly onEnd?: (failure: { readonly code: status; readonly details: string }) => void;
  /** Runs `work` after so many milliseconds, and answers how to call it off; timers that keep no process alive unless said. */
  readonly schedule?: (milliseconds: number, work: () => void) => () => void;
  /** Of [0, 1); Math.random unless said. */
  readonly random?: () => number;
}

const firstWaitMs = 200;
const longestWaitMs = 10_000;
/** Three of the service's heartbeats, by its default: whoever is silent for so long is not there any more. */
const longestSilenceMs = 90_000;

/** Failures that asking again does not mend. */
const final: readonly status[] = [status.PERMISSION_DENIED, status.INVALID_ARGUMENT, status.UNIMPLEMENTED];

/**
 * One service's configuration as it is, kept so by a watch: the example of how to use `WatchConfigs`. It goes on where it left
 * off when the stream ends, on whatever instance answers, and asks for a new token when the old one has expired.
 */
export class WatchedConfig {
  readonly #client: ConfigClient;
  readonly #settings: WatchedConfigSettings;
  readonly #schedule: NonNullable<WatchedConfigSettings['schedule']>;
  readonly #entries = new Map<string, ConfigEntryMessage>();
  /** What a snapshot under way has told. */
  #snapshot = new Map<string, ConfigEntryMessage>();
  #resumeToken: Uint8Array = new Uint8Array();
  #stream: ClientReadableStream<WatchConfigsResponse> | undefined;
  #failures = 0;
  #closed = false;
  #callOff: () => void = () => undefined;
  #whenKnown = Promise.withResolvers<void>();

  constructor(client: ConfigClient, settings: WatchedConfigSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#schedule = settings.schedule ?? inRealTime;
    void this.#watch();
  }

  /** Every key's entry, as last told. A sensitive one has no value: get it when it is needed. */
  get entries(): ReadonlyMap<string, ConfigEntryMessage> {
    return this.#entries;
  }

  /** Resolves when the first snapshot is complete; never if there will be none. */
  known(): Promise<void> {
    return this.#whenKnown.promise;
  }

  /** Watches no more; what is known stays readable. */
  close(): void {
    this.#closed = true;
    this.#callOff();
    this.#stream?.cancel();
  }

  async #watch(): Promise<void> {
    let token: string;
    try {
      token = await this.#settings.token();
    } catch {
      this.#again();
      return;
    }
    if (this.#closed) return;
    const { service, keyPrefix = '' } = this.#settings;
    this.#snapshot = new Map();
    const stream = this.#client.watch(token, { service, keyPrefix, resumeToken: this.#resumeToken });
    this.#stream = stream;
    this.#expectNews(stream);
    stream.on('data', (message: WatchConfigsResponse) => {
      this.#failures = 0;
      this.#expectNews(stream);
      this.#take(message);
    });
    // A failure is told by the status too, which comes in every case.
    stream.on('error', () => undefined);
    stream.on('status', ({ code, details }: { readonly code: status; readonly details: string }) => {
      if (this.#closed) return;
      this.#callOff();
      if (final.includes(code)) this.#settings.onEnd?.({ code, details });
      else this.#again();
    });
  }

  /** Spread out, so that an instance that stops does not send all its watchers to the next one at once. */
  #again(): void {
    if (this.#closed) return;
    const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    const wait = full * (0.5 + 0.5 * (this.#settings.random ?? Math.random)());
    this.#callOff = this.#schedule(wait, () => void this.#watch());
  }

  #expectNews(stream: ClientReadableStream<WatchConfigsResponse>): void {
    this.#callOff();
    this.#callOff = this.#schedule(longestSilenceMs, () => stream.cancel());
  }

  #take({ event, resumeToken }: WatchConfigsResponse): void {
    if (resumeToken.length > 0) this.#resumeToken = resumeToken;
    if (event.case === 'snapshot') {
      for (const entry of event.value.entries) this.#snapshot.set(entry.key, entry);
      if (event.value.complete) this.#replace();
    } else if (event.case === 'change') {
      const { outcome } = event.value;
      if (outcome.case === 'entry') this.#set(outcome.value.key, outcome.value);
      else if (outcome.case === 'deletion') this.#set(outcome.value.key, undefined);
    }
  }

  /** A snapshot replaces everything: what is not in it is not stored any more. */
  #replace(): void {
    for (const key of [...this.#entries.keys()]) if (!this.#snapshot.has(key)) this.#set(key, undefined);
    for (const [key, entry] of this.#snapshot) {
      if (this.#entries.get(key)?.version !== entry.version) this.#set(key, entry);
    }
    this.#snapshot = new Map();
    this.#whenKnown.resolve();
  }

  #set(key: string, entry: ConfigEntryMessage | undefined): void {
    if (entry === undefined) this.#entries.delete(key);
    else this.#entries.set(key, entry);
    this.#settings.onChange?.(key, entry);
  }
}

function inRealTime(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

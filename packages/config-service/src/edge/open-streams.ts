import type { ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';

type OpenStream = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

/** Streams with no natural end (health watches, reflection), so that a drain can end them. Bounded. */
export class OpenStreams {
  readonly #max: number;
  readonly #streams = new Set<OpenStream>();

  constructor(max: number) {
    this.#max = max;
  }

  /** False when the bound is reached; the stream is then to be refused. */
  track(stream: OpenStream): boolean {
    if (this.#streams.size >= this.#max) return false;
    this.#streams.add(stream);
    // grpc-js says `cancelled` at the end of every stream, a good end included.
    stream.once('cancelled', () => this.#streams.delete(stream));
    return true;
  }

  endAll(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }
}

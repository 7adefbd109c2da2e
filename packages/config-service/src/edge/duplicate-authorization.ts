import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

const channel = 'http2.server.stream.created';
const header = 'authorization';

/**
 * What a call with several `authorization` headers is given instead of the first of them: two values, which
 * `parseBearer` refuses. Neither is the client's, so nothing of its headers can be taken for a token.
 */
const refused = ['duplicate', 'duplicate'];

/**
 * Makes duplicate `authorization` headers visible on one port. Node's http2 keeps the first of several and drops the
 * rest without a word; a proxy in front may have checked another one. So the raw header list is looked at first.
 */
export class DuplicateAuthorizationGuard {
  readonly #port: number;
  readonly #guarded = new WeakSet<ServerHttp2Session>();

  constructor(port: number) {
    this.#port = port;
  }

  /** From now on, until {@link close}. */
  open(): void {
    subscribe(channel, this.#onStreamCreated);
  }

  close(): void {
    unsubscribe(channel, this.#onStreamCreated);
  }

  /** Node publishes this for a stream before it emits the session's `stream` event, the first one included. */
  readonly #onStreamCreated = (message: unknown): void => {
    const session = sessionOf(message);
    if (session === undefined || this.#guarded.has(session)) return;
    this.#guarded.add(session);
    if (session.socket.localPort === this.#port) session.prependListener('stream', refuseDuplicates);
  };
}

function sessionOf(message: unknown): ServerHttp2Session | undefined {
  const { stream } = message as { readonly stream: ServerHttp2Stream };
  return stream.session as ServerHttp2Session | undefined;
}

/** `rawHeaders` alternates names and values; HTTP/2 names are lower case (RFC 9113, 8.2). */
function refuseDuplicates(
  _stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  _flags: number,
  rawHeaders: readonly string[],
): void {
  let seen = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index] !== header) continue;
    if (seen) {
      Object.assign(headers, { [header]: refused });
      return;
    }
    seen = true;
  }
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:net';

/** Node publishes this as a server begins to listen, before it can take a connection. */
const channel = 'tracing:net.server.listen:asyncEnd';
const header = 'authorization';

/**
 * What a call with several `authorization` headers is given instead of the first of them: two values, which
 * `parseBearer` refuses. Neither is the client's, so nothing of its headers can be taken for a token.
 */
const refused = ['duplicate', 'duplicate'];

/**
 * Makes duplicate `authorization` headers visible on the servers that `bind` makes listen on the port it resolves to.
 * Node's http2 keeps the first of several and drops the rest without a word; a proxy in front may have checked another
 * one. So the raw header list is looked at first. grpc-js hides its http2 servers, hence the way through the channel.
 * @throws whatever `bind` throws, and Error when no server was seen: the port must not be served then.
 */
export async function refusingDuplicateAuthorization(bind: () => Promise<number>): Promise<number> {
  const seen = new Set<Server>();
  // At once, not when the port is known: a server of several addresses may take connections on the first before that.
  const guard = (message: unknown): void => {
    const { server } = message as { readonly server: Server };
    seen.add(server);
    server.on('session', guardSession);
  };
  subscribe(channel, guard);
  try {
    const port = await bind();
    let guarded = false;
    for (const server of seen) {
      if (portOf(server) === port) guarded = true;
      else server.off('session', guardSession);
    }
    if (!guarded)
      throw new Error('this Node.js does not tell which server listens: duplicate tokens could pass unseen');
    return port;
  } finally {
    unsubscribe(channel, guard);
  }
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

function guardSession(this: Http2Server, session: ServerHttp2Session): void {
  session.prependListener('stream', refuseDuplicates);
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

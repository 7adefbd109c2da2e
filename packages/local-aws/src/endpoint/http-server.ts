import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpHeaders, type HttpReply, type HttpRequest } from './http-message.ts';

/** Answers one request; `reset`, or a rejection, drops the connection without an answer. */
type HttpHandler = (request: HttpRequest) => Promise<HttpReply | 'reset'>;

export interface HttpServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly handler: HttpHandler;
  /** Bytes of body accepted for a request with these headers. */
  readonly bodyLimit: (headers: HttpHeaders) => number;
  /** Milliseconds since the epoch, for the `Date` of each answer: clients correct their clocks by it. */
  readonly now: () => number;
}

export interface HttpServer {
  readonly port: number;
  /** Stops listening and drops what is open: the next connection is refused by the operating system. */
  close(): Promise<void>;
  /** Listens on the same port again. Rejects with Node's own error when somebody else took it meanwhile. */
  reopen(): Promise<void>;
}

const maxHeaderBytes = 32 * 1024;
const receiveTimeoutMs = 30_000;
/** Node's own five seconds end connections just as a client whose process is busy sends its next call on them. */
const keepAliveTimeout = 60_000;

/** Serves on 127.0.0.1 only. Rejects with Node's own error, such as EADDRINUSE, when it cannot listen. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: receiveTimeoutMs,
      requestTimeout: receiveTimeoutMs,
      keepAliveTimeout,
    },
    (incoming, response) => void serve(options, incoming, response),
  );
  await listen(server, options.port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const { port } = address;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        // Closing what is closed calls back too, with an error that says no more than that.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    reopen: () => (server.listening ? Promise.resolve() : listen(server, port)),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(options: HttpServerOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new HttpHeaders(incoming.headersDistinct);
  const body = await readBody(incoming, options.bodyLimit(headers));
  if (body === 'broken') return;
  if (body === 'too-large') {
    // The rest of the body is not read, so the connection cannot be used again.
    response.writeHead(413, {
      Date: httpDate(options.now()),
      Connection: 'close',
      'Content-Type': 'application/x-amz-json-1.1',
    });
    response.end('{"__type":"RequestEntityTooLargeException"}', () => incoming.destroy());
    return;
  }
  const target = incoming.url ?? '/';
  const question = target.indexOf('?');
  const answer = options.handler({
    method: incoming.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? '' : target.slice(question + 1),
    headers,
    body,
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  });
  // A trail that cannot be written, for one: no event, no answer, but the other connections live on.
  const reply = await answer.catch(() => 'reset' as const);
  if (reply === 'reset') {
    incoming.socket.destroy();
    return;
  }
  response.writeHead(reply.status, {
    ...reply.headers,
    'Content-Length': Buffer.byteLength(reply.body),
    Date: httpDate(options.now()),
  });
  if (reply.bytesSent === undefined) response.end(reply.body);
  else response.write(Buffer.from(reply.body).subarray(0, reply.bytesSent), () => incoming.socket.destroy());
}

function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

async function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | 'too-large' | 'broken'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not a for-await loop: leaving one early destroys the socket before the refusal is sent.
    return await new Promise((resolve, reject) => {
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limit) {
          incoming.pause();
          incoming.removeAllListeners('data');
          resolve('too-large');
        } else chunks.push(chunk);
      });
      incoming.once('end', () => resolve(Buffer.concat(chunks)));
      incoming.once('error', reject);
      incoming.once('close', () => resolve('broken'));
    });
  } catch {
    return 'broken';
  }
}

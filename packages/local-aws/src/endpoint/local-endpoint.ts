import type { HttpReply, HttpRequest } from './http-message.ts';
import { startHttpServer } from './http-server.ts';
import { bodyLimit } from './route.ts';

/** One address at which the embedded AWS answers. */
export interface LocalEndpoint {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly port: number;
  /** The region it belongs to: signatures are for this one, and faults and events name it. */
  readonly region: string;
  /** Drops what is connected and refuses every new connection, until it is opened again. */
  shut(): Promise<void>;
  /** Answers again, at the same port. Rejects with Node's own error when another program took the port meanwhile. */
  reopen(): Promise<void>;
}

/** Starts one. `shut` ends it for good as well. Rejects with Node's own error when the port is taken. */
export async function startLocalEndpoint(options: {
  readonly port: number;
  readonly region: string;
  readonly now: () => number;
  readonly handler: (request: HttpRequest) => Promise<HttpReply | 'reset'>;
}): Promise<LocalEndpoint> {
  const { port, region, now, handler } = options;
  const server = await startHttpServer({ port, now, handler, bodyLimit });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    port: server.port,
    region,
    shut: () => server.close(),
    reopen: () => server.reopen(),
  };
}

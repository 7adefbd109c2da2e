import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@leasehold/domain';
import { AddressInUseError } from '../edge/address-in-use.ts';
import type { Metric } from './metric.ts';

/** Where the endpoint listens. */
export interface MetricsSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** A scraper needs one connection; a few may scrape. */
const maxConnections = 16;
const requestMs = 5_000;
const maxHeaderBytes = 8 * 1024;

/** What is answered to anything but a scrape. */
const refusals = { 404: 'not found: only /metrics is here\n', 405: 'only GET is answered here\n' } as const;

/**
 * `GET /metrics` over plain HTTP, and nothing else. What it tells is of the whole instance: no tenant is in it. Bounded in
 * connections, header size and time; the numbers are read when it is asked.
 */
export class MetricsEndpoint {
  readonly #settings: MetricsSettings | null;
  readonly #metrics: readonly Metric[];
  readonly #clock: Clock;
  readonly #onFailure: (failure: unknown) => void;
  readonly #startedAt: number;
  #server: Server | undefined;
  #text: Promise<typeof import('./exposition.ts')> | undefined;

  /** `null`: there is none. `onFailure` hears why a scrape was answered 500. */
  constructor(
    settings: MetricsSettings | null,
    metrics: readonly Metric[],
    clock: Clock,
    onFailure: (failure: unknown) => void,
  ) {
    this.#settings = settings;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#startedAt = clock.now();
  }

  /** Listens, and answers where; `null` when it is off. @throws AddressInUseError */
  async start(): Promise<{ readonly host: string; readonly port: number } | null> {
    if (this.#settings === null) return null;
    const { host, port } = this.#settings;
    // Not awaited: who scrapes waits for it, the start does not.
    this.#text = import('./exposition.ts');
    this.#text.catch(() => {});
    const server = createServer(
      { maxHeaderSize: maxHeaderBytes, requestTimeout: requestMs, headersTimeout: requestMs },
      (request, response) => void this.#answer(request, response),
    );
    server.maxConnections = maxConnections;
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      throw isTaken ? new AddressInUseError(`${host}:${port}`, 'LEASEHOLD_METRICS_PORT') : error;
    }
    this.#server = server;
    return { host, port: (server.address() as AddressInfo).port };
  }

  /** Stops at once; a scrape under way is cut off. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = refusalOf(request);
    if (status !== null) {
      // What was sent with it is not read, so the connection cannot go on.
      respond(response, status, refusals[status], { connection: 'close', ...(status === 405 && { allow: 'GET' }) });
      return;
    }
    try {
      const { exposition } = await (this.#text ?? import('./exposition.ts'));
      const text = exposition(this.#metrics, this.#startedAt, this.#clock.now());
      respond(response, 200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    } catch (failure) {
      this.#onFailure(failure);
      respond(response, 500, 'the metrics could not be read; why is in the service log\n');
    }
  }
}

function refusalOf({ method, url = '' }: IncomingMessage): 404 | 405 | null {
  if (url.split('?', 1)[0] !== '/metrics') return 404;
  return method === 'GET' ? null : 405;
}

function respond(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

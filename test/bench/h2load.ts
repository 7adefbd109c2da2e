import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Load {
  readonly url: string;
  /** File with the request's bytes, gRPC frame included. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: number;
  /** Calls in flight on the one connection. */
  readonly inFlight: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Bytes of DATA frames a reply, without headers and trailers. */
  readonly dataBytesPerReply: number;
}

/** True when h2load (Debian: nghttp2-client) can be started. */
export async function haveH2load(): Promise<boolean> {
  try {
    await run('h2load', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Drives one server with h2load over one cleartext HTTP/2 connection.
 * @throws Error when any request did not end with HTTP 200; gRPC failures are told apart by their reply size.
 */
export async function h2load(load: Load): Promise<LoadResult> {
  const headers = Object.entries({ 'content-type': 'application/grpc', te: 'trailers', ...load.headers });
  const { stdout } = await run(
    'h2load',
    [
      ...['-n', String(load.requests), '-c', '1', '-m', String(load.inFlight), '-t', '1', '-d', load.body],
      ...headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
      load.url,
    ],
    { maxBuffer: 1 << 24 },
  );
  const rate = /finished in [\d.]+\w+, ([\d.]+) req\/s/.exec(stdout)?.[1];
  const succeeded = /(\d+) succeeded/.exec(stdout)?.[1];
  const data = /headers .*?, .*?\((\d+)\) data/.exec(stdout)?.[1];
  if (rate === undefined || data === undefined || Number(succeeded) !== load.requests) {
    throw new Error(`h2load against ${load.url}: ${succeeded ?? 'none'} of ${load.requests} succeeded`);
  }
  return { requestsPerSecond: Number(rate), dataBytesPerReply: Number(data) / load.requests };
}

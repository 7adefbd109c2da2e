import { ChildProcess } from 'node:child_process';
import http2, { type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import Module, { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { LeakWatch } from './leak-watch.ts';

/** Has the watch read all that services say: their logs, the headers and trailers of their answers, what processes print. */
export function tapOutputs(watch: LeakWatch): void {
  tapLogs(watch);
  tapAnswers(watch);
  tapProcesses(watch);
}

interface Destination {
  write(line: string): unknown;
}

/** Every log of a service in this process goes through pino to a destination; the cache hits go to that directly. */
function tapLogs(watch: LeakWatch): void {
  const require = createRequire(import.meta.resolve('@leasehold/config-service'));
  const pino = require('pino') as (...args: unknown[]) => unknown;
  const tapped = (options: unknown, destination?: Destination): unknown => {
    if (destination !== undefined) {
      const write = destination.write.bind(destination);
      destination.write = (line) => {
        watch.text('a service log', line);
        return write(line);
      };
    }
    return pino(options, destination);
  };
  // Whoever imports it from now on gets this one; no service has been loaded yet.
  const path = require.resolve('pino');
  const replaced = Object.assign(new Module(path), { filename: path, loaded: true });
  replaced.exports = Object.assign(tapped, pino, { default: tapped, pino: tapped });
  require.cache[path] = replaced;
}

/** Status texts and details of gRPC are trailers, or headers where there is nothing else. */
function tapAnswers(watch: LeakWatch): void {
  let isTapped = false;
  const tapStream = (stream: ServerHttp2Stream): void => {
    if (isTapped) return;
    isTapped = true;
    const prototype = Object.getPrototypeOf(stream) as Record<string, (...args: unknown[]) => unknown>;
    for (const method of ['respond', 'sendTrailers', 'additionalHeaders']) {
      const original = prototype[method];
      if (original === undefined) throw new Error(`HTTP/2 streams have no ${method} any more`);
      prototype[method] = function (headers, ...others) {
        watch.text('the headers of an answer', shown(headers as OutgoingHttpHeaders));
        return Reflect.apply(original, this, [headers, ...others]);
      };
    }
  };
  const mutable = http2 as { createServer: unknown; createSecureServer: unknown };
  for (const name of ['createServer', 'createSecureServer'] as const) {
    const create = http2[name] as (...args: unknown[]) => http2.Http2Server;
    mutable[name] = (...args: unknown[]) => create(...args).prependListener('stream', tapStream);
  }
}

function shown(headers: OutgoingHttpHeaders = {}): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((each) => readable(name, String(each))))
    .join('\n');
}

function readable(name: string, value: string): string {
  if (name.endsWith('-bin')) return Buffer.from(value, 'base64').toString('latin1');
  return name === 'grpc-message' ? decodeURIComponent(value) : value;
}

/** What this process prints, and what those print that it starts, the services among them. */
function tapProcesses(watch: LeakWatch): void {
  for (const [name, stream] of [
    ['standard output', process.stdout],
    ['standard error', process.stderr],
  ] as const) {
    const see = watch.stream(name);
    const write = stream.write;
    stream.write = function (this: typeof stream, ...args: unknown[]) {
      if (typeof args[0] === 'string') see(args[0]);
      return Reflect.apply(write, this, args);
    } as typeof write;
  }
  const prototype = ChildProcess.prototype as unknown as { spawn(options: unknown): unknown };
  const spawn = prototype.spawn;
  prototype.spawn = function (this: ChildProcess, options) {
    const result = Reflect.apply(spawn, this, [options]);
    tapReadable(this.stdout, watch.stream('output of a process'));
    tapReadable(this.stderr, watch.stream('errors of a process'));
    return result;
  };
}

/** Sees what is read from a stream, without reading it. */
function tapReadable(stream: Readable | null, see: (piece: string) => void): void {
  if (stream === null) return;
  const push = stream.push;
  stream.push = function (this: Readable, chunk: unknown, ...others: unknown[]) {
    if (chunk instanceof Uint8Array || typeof chunk === 'string') see(Buffer.from(chunk as string).toString());
    return Reflect.apply(push, this, [chunk, ...others]);
  } as typeof push;
}

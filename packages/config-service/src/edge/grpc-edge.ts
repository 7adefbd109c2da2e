import { logVerbosity, Server, type ServerOptions, setLogVerbosity } from '@grpc/grpc-js';
import { ConfigService, grpcServiceDefinition, RefreshService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { AddressInUseError } from './address-in-use.ts';
import type { EdgeParts } from './authenticated-unary.ts';
import { configServiceHandlers, type UseCases } from './config-service-handlers.ts';
import { refusingDuplicateAuthorization } from './duplicate-authorization.ts';
import type { PublicServices } from './public-services.ts';
import type { RefreshHandlers } from './refresh-handlers.ts';
import { serverCredentials, type TransportSecurity } from './server-credentials.ts';

/** Where and how the edge listens. */
export interface EdgeSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly security: TransportSecurity;
  readonly maxMessageBytes: number;
  readonly maxConcurrentStreams: number;
}

/** How long connections that have been cut off may take to be gone. */
const cutOffMs = 1_000;

/** The gRPC server: the contract's service behind authentication; refresh, health and reflection beside it. */
export class GrpcEdge {
  readonly #settings: EdgeSettings;
  readonly #parts: EdgeParts;
  readonly #server: Server;
  readonly #refresh: RefreshHandlers;
  #address: string | undefined;
  #public: PublicServices | undefined;

  constructor(settings: EdgeSettings, parts: EdgeParts, useCases: UseCases, refresh: RefreshHandlers) {
    // grpc-js prints metadata it cannot parse, tokens included, to standard error.
    setLogVerbosity(logVerbosity.NONE);
    this.#settings = settings;
    this.#parts = parts;
    this.#refresh = refresh;
    this.#server = new Server(serverOptions(settings));
    this.#server.addService(bytesIn(grpcServiceDefinition(ConfigService)), configServiceHandlers(parts, useCases));
    this.#server.addService(bytesIn(grpcServiceDefinition(RefreshService)), refresh.handlers);
  }

  /** Binds the port and serves. Health says NOT_SERVING until {@link setServing}. @throws AddressInUseError */
  async start(): Promise<{ readonly port: number }> {
    // Loading protobufjs for these two takes longer than all the rest; it overlaps with other starting work.
    const { PublicServices } = await import('./public-services.ts');
    this.#public = new PublicServices();
    this.#public.addTo(this.#server);
    const port = await refusingDuplicateAuthorization(() => this.#bind());
    this.#address = addressOf(this.#settings.host, port);
    return { port };
  }

  setServing(serving: boolean): void {
    this.#public?.setServing(serving);
  }

  /**
   * Takes no new connections or calls, lets those under way finish for `drainMs`, then cuts them off. True when nothing
   * had to be cut off.
   */
  async stop(drainMs: number): Promise<boolean> {
    this.setServing(false);
    this.#refresh.drain();
    this.#public?.endStreams();
    const { inFlight, unproven, waiting } = this.#parts;
    // Idle comes after the last answer when a caller left before its write was done.
    const finished = new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()))
      .then(() => Promise.all([inFlight.idle(), unproven.idle()]))
      .then((): true => true);
    const clean = await withTimeout(finished, drainMs);
    if (!clean) {
      waiting.failAll(new UnavailableError('this instance is stopping; try again on another one', 0));
      // Not forceShutdown: without channelz it knows no sessions and cuts nothing off (grpc-js 1.14). drain does.
      if (this.#address !== undefined) this.#server.drain(this.#address, cutOffMs / 2);
      await withTimeout(finished, cutOffMs);
    }
    return clean;
  }

  #bind(): Promise<number> {
    const { host, port, security } = this.#settings;
    const address = addressOf(host, port);
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, serverCredentials(security), (error, bound) => {
        if (error === null) resolve(bound);
        else
          reject(error.message.includes('EADDRINUSE') ? new AddressInUseError(address, 'LEASEHOLD_GRPC_PORT') : error);
      });
    });
  }

  get inFlight(): number {
    return this.#parts.inFlight.count;
  }
}

function addressOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function serverOptions(settings: EdgeSettings): ServerOptions {
  return {
    'grpc.max_receive_message_length': settings.maxMessageBytes,
    'grpc.max_concurrent_streams': settings.maxConcurrentStreams,
    'grpc.enable_channelz': 0,
  };
}

type Definition = ReturnType<typeof grpcServiceDefinition>;

/** The definition with requests left as bytes: they are parsed after the token is verified, and refused by us. */
function bytesIn(definition: Definition) {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      { ...method, requestDeserialize: (bytes: Buffer) => bytes },
    ]),
  );
}

function withTimeout(finished: Promise<true>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    finished.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

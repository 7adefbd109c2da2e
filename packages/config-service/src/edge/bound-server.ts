import type { DescService } from '@bufbuild/protobuf';
import { Server, type ServerInterceptor, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { grpcServiceDefinition } from '@leasehold/contract';
import { AddressInUseError } from './address-in-use.ts';
import { refusingDuplicateAuthorization } from './duplicate-authorization.ts';
import { serverCredentials, type TransportSecurity } from './server-credentials.ts';

/** Where and how a port of the service listens. */
export interface PortSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly security: TransportSecurity;
  readonly maxMessageBytes: number;
  readonly maxConcurrentStreams: number;
  /** What sees a call before its message is taken off the connection. */
  readonly interceptors?: readonly ServerInterceptor[];
}

/** How long connections that have been cut off may take to be gone. */
const cutOffMs = 1_000;

/** One gRPC port: messages come to its handlers as bytes, and no call with two `authorization` headers passes for one with one. */
export class BoundServer {
  readonly server: Server;
  readonly #settings: PortSettings;
  readonly #setting: AddressInUseError['setting'];
  #address: string | undefined;

  /** @param setting the variable that chose the port */
  constructor(settings: PortSettings, setting: AddressInUseError['setting']) {
    this.#settings = settings;
    this.#setting = setting;
    this.server = new Server({
      'grpc.max_receive_message_length': settings.maxMessageBytes,
      'grpc.max_concurrent_streams': settings.maxConcurrentStreams,
      'grpc.enable_channelz': 0,
      interceptors: [...(settings.interceptors ?? [])],
    });
  }

  addService(service: DescService, handlers: UntypedServiceImplementation): void {
    this.server.addService(bytesIn(grpcServiceDefinition(service)), handlers);
  }

  /** Binds the port and serves. @throws AddressInUseError, TransportFileError */
  async listen(): Promise<{ readonly port: number }> {
    const port = await refusingDuplicateAuthorization(() => this.#bind());
    this.#address = addressOf(this.#settings.host, port);
    return { port };
  }

  /**
   * Takes no new connections or calls. Calls under way, and what `idle` waits for after them, have `drainMs`; then `whenLate` is
   * to answer those that wait, and all are cut off. True when nothing had to be.
   */
  async shutDown(drainMs: number, idle: () => Promise<unknown>, whenLate: () => void): Promise<boolean> {
    const finished = new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()))
      .then(idle)
      .then((): true => true);
    const clean = await withTimeout(finished, drainMs);
    if (!clean) {
      whenLate();
      // Not forceShutdown: without channelz it knows no sessions and cuts nothing off (grpc-js 1.14). drain does.
      if (this.#address !== undefined) this.server.drain(this.#address, cutOffMs / 2);
      await withTimeout(finished, cutOffMs);
    }
    return clean;
  }

  #bind(): Promise<number> {
    const { host, port, security } = this.#settings;
    const address = addressOf(host, port);
    return new Promise((resolve, reject) => {
      this.server.bindAsync(address, serverCredentials(security), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error.message.includes('EADDRINUSE') ? new AddressInUseError(address, this.#setting) : error);
      });
    });
  }
}

function addressOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

type Definition = ReturnType<typeof grpcServiceDefinition>;

/** The definition with requests left as bytes: they are parsed once it is known who calls, and refused by us. */
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

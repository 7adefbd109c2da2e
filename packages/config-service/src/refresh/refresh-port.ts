import { logVerbosity, setLogVerbosity, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { RefreshService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import { BoundServer } from '../edge/bound-server.ts';
import type { TransportSecurity } from '../edge/server-credentials.ts';
import { proofFirst } from './proof-first.ts';
import type { RefreshParts } from './proven-unary.ts';
import { type RefreshWork, refreshHandlers } from './refresh-handlers.ts';

/** Who may call, by which proof. */
export type RefreshCallers =
  | {
      readonly kind: 'jwt';
      /** The AWS account's own issuer of tokens. */
      readonly issuer: string;
      readonly audience: string;
      /** ARNs of the principals that may call Refresh and ReadRevocations. */
      readonly notifier: string;
      readonly revoker: string;
    }
  | {
      readonly kind: 'mtls';
      /** Subject alternative names, DNS or URI, of the client certificates that may make every call. */
      readonly names: readonly string[];
    };

/** Where the refresh port listens, and who may call. */
export interface RefreshPortSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly security: TransportSecurity;
  readonly callers: RefreshCallers;
}

/** 1,000 of the longest keys, each of another tenant and service, with half as much to spare. */
const maxMessageBytes = 512 * 1024;
/** Calls at a time on one connection: a caller has one, and one call at a time of each kind is plenty. */
const maxConcurrentStreams = 64;

/** How long the answers that tell of the end may take to leave. */
const answersMs = 250;

/** The port on which this instance is told to look again, apart from the public one; `null` settings: there is none. */
export class RefreshPort {
  readonly #settings: RefreshPortSettings | null;
  readonly #parts: RefreshParts;
  readonly #server: BoundServer | null;

  constructor(settings: RefreshPortSettings | null, parts: RefreshParts, work: RefreshWork) {
    setLogVerbosity(logVerbosity.NONE);
    this.#settings = settings;
    this.#parts = parts;
    this.#server =
      settings === null
        ? null
        : new BoundServer(
            { ...settings, maxMessageBytes, maxConcurrentStreams, interceptors: [proofFirst(parts)] },
            'LEASEHOLD_REFRESH_PORT',
          );
    this.#server?.addService(
      RefreshService,
      refreshHandlers(parts, work) satisfies Record<string, unknown> as UntypedServiceImplementation,
    );
  }

  /** Binds the port and serves, ready or not: being told too early costs nothing. @throws AddressInUseError, TransportFileError */
  async start(): Promise<{
    readonly host: string;
    readonly port: number;
    readonly security: TransportSecurity['kind'];
  } | null> {
    if (this.#server === null || this.#settings === null) return null;
    const { port } = await this.#server.listen();
    return { host: this.#settings.host, port, security: this.#settings.security.kind };
  }

  /** Tells whoever waits that this instance stops, and takes no more. */
  async stop(): Promise<void> {
    const { inFlight, unproven, waiting } = this.#parts;
    waiting.failAll(new UnavailableError('this instance is stopping', 0));
    await this.#server?.shutDown(
      answersMs,
      () => Promise.all([inFlight.idle(), unproven.idle()]),
      () => undefined,
    );
  }
}

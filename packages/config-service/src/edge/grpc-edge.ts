import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { UnavailableError } from '@leasehold/domain';
import type { WatchHub } from '../watch/watch-hub.ts';
import type { EdgeParts } from './authenticated-unary.ts';
import { BoundServer, type PortSettings } from './bound-server.ts';
import { configServiceHandlers, type UseCases } from './config-service-handlers.ts';
import type { PublicServices } from './public-services.ts';

/** The public port: the contract's service behind authentication; health and reflection beside it. */
export class GrpcEdge {
  readonly #parts: EdgeParts;
  readonly #port: BoundServer;
  readonly #watches: Pick<WatchHub, 'open' | 'close'>;
  #public: PublicServices | undefined;

  constructor(settings: PortSettings, parts: EdgeParts, useCases: UseCases, watches: Pick<WatchHub, 'open' | 'close'>) {
    // grpc-js prints metadata it cannot parse, tokens included, to standard error.
    setLogVerbosity(logVerbosity.NONE);
    this.#parts = parts;
    this.#watches = watches;
    this.#port = new BoundServer(settings, 'LEASEHOLD_GRPC_PORT');
    this.#port.addService(ConfigService, configServiceHandlers(parts, useCases, watches));
  }

  /** Binds the port and serves. Health says NOT_SERVING until {@link setServing}. @throws AddressInUseError */
  async start(): Promise<{ readonly port: number }> {
    // Loading protobufjs for these two takes longer than all the rest; it overlaps with other starting work.
    const { PublicServices } = await import('./public-services.ts');
    this.#public = new PublicServices();
    this.#public.addTo(this.#port.server);
    return this.#port.listen();
  }

  setServing(serving: boolean): void {
    this.#public?.setServing(serving);
  }

  /**
   * Takes no new connections or calls, lets those under way finish for `drainMs`, then cuts them off. True when nothing
   * had to be cut off. Watches would never finish: they are ended at once.
   */
  stop(drainMs: number): Promise<boolean> {
    this.setServing(false);
    this.#public?.endStreams();
    this.#watches.close(stopping());
    const { inFlight, unproven, waiting } = this.#parts;
    return this.#port.shutDown(
      drainMs,
      // Idle comes after the last answer when a caller left before its write was done.
      () => Promise.all([inFlight.idle(), unproven.idle()]),
      () => waiting.failAll(stopping()),
    );
  }

  get inFlight(): number {
    return this.#parts.inFlight.count;
  }
}

function stopping(): UnavailableError {
  return new UnavailableError('this instance is stopping; try again on another one', 0);
}

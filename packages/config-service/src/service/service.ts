import type { GrpcEdge } from '../edge/grpc-edge.ts';
import type { ServiceLog } from '../logging/service-log.ts';
import type { MetricsEndpoint } from '../metrics/metrics-endpoint.ts';
import type { RefreshPort } from '../refresh/refresh-port.ts';
import type { Readiness } from './readiness.ts';

/** Something to close when the service has stopped: connections to AWS, the log. What works by itself is started with the service. */
export interface Closeable {
  start?(): void;
  close(): void | Promise<void>;
}

/** What the service says of itself when it is ready. */
export interface ServiceFacts {
  readonly host: string;
  readonly security: 'plaintext' | 'tls' | 'mtls';
  readonly drainMs: number;
}

/** The ports a service listens on; `null` for one it was not told to have. */
export interface StartedPorts {
  readonly port: number;
  readonly refreshPort: number | null;
  readonly metricsPort: number | null;
}

/** The whole service, from its first connection to its last. */
export class Service {
  readonly #facts: ServiceFacts;
  readonly #edge: GrpcEdge;
  readonly #refreshPort: RefreshPort;
  readonly #metrics: MetricsEndpoint;
  readonly #readiness: Readiness;
  readonly #log: ServiceLog;
  readonly #closeables: readonly Closeable[];
  #stopping: Promise<boolean> | undefined;

  constructor(
    facts: ServiceFacts,
    edge: GrpcEdge,
    refreshPort: RefreshPort,
    metrics: MetricsEndpoint,
    readiness: Readiness,
    log: ServiceLog,
    closeables: readonly Closeable[],
  ) {
    this.#facts = facts;
    this.#edge = edge;
    this.#refreshPort = refreshPort;
    this.#metrics = metrics;
    this.#readiness = readiness;
    this.#log = log;
    this.#closeables = closeables;
  }

  /**
   * Listens, and answers the port, and those of refresh and metrics if there are any. Health says SERVING, and the log `ready`, once
   * all that {@link Readiness} waits for has been there; from then on until the drain.
   * @throws AddressInUseError, TransportFileError
   */
  async start(): Promise<StartedPorts> {
    const metrics = await this.#metrics.start();
    const { port, refresh } = await this.#startPorts();
    for (const each of this.#closeables) each.start?.();
    const { host: address, security } = this.#facts;
    if (metrics !== null) this.#log.say('info', { event: 'metrics', address: metrics.host, port: metrics.port });
    if (refresh !== null) {
      const { host, port: refreshPort, security: kind } = refresh;
      this.#log.say('info', { event: 'refresh', address: host, port: refreshPort, security: kind });
    }
    await this.#readiness.start({
      ready: () => {
        this.#edge.setServing(true);
        this.#log.say('info', { event: 'ready', address, port, security });
      },
      waiting: (name, failure) => this.#log.failed(`not ready: waiting for ${name}`, failure),
    });
    return { port, refreshPort: refresh?.port ?? null, metricsPort: metrics?.port ?? null };
  }

  /** Drains and closes; true when no call had to be cut off. Further calls wait for the first. */
  stop(): Promise<boolean> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #startPorts() {
    try {
      const refresh = await this.#refreshPort.start();
      try {
        return { ...(await this.#edge.start()), refresh };
      } catch (failure) {
        await this.#refreshPort.stop();
        throw failure;
      }
    } catch (failure) {
      await this.#metrics.close();
      throw failure;
    }
  }

  async #drain(): Promise<boolean> {
    const { drainMs } = this.#facts;
    this.#readiness.stop();
    this.#log.say('info', { event: 'draining', inFlight: this.#edge.inFlight, drainMs });
    const clean = await this.#edge.stop(drainMs);
    // Only now: what is answered during the drain must not be older than what is answered before it.
    await this.#refreshPort.stop();
    this.#log.say(clean ? 'info' : 'warn', { event: 'stopped', inFlight: this.#edge.inFlight });
    await this.#metrics.close();
    for (const each of this.#closeables) await each.close();
    return clean;
  }
}

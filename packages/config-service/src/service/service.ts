import type { GrpcEdge } from '../edge/grpc-edge.ts';
import type { ServiceLog } from '../logging/service-log.ts';
import type { MetricsEndpoint } from '../metrics/metrics-endpoint.ts';
import type { Readiness } from './readiness.ts';

/** Something to close when the service has stopped: connections to AWS, the log. */
export interface Closeable {
  close(): void | Promise<void>;
}

/** What the service says of itself when it is ready. */
export interface ServiceFacts {
  readonly host: string;
  readonly security: 'plaintext' | 'tls' | 'mtls';
  readonly drainMs: number;
}

/** The whole service, from its first connection to its last. */
export class Service {
  readonly #facts: ServiceFacts;
  readonly #edge: GrpcEdge;
  readonly #metrics: MetricsEndpoint;
  readonly #readiness: Readiness;
  readonly #log: ServiceLog;
  readonly #closeables: readonly Closeable[];
  #stopping: Promise<boolean> | undefined;

  constructor(
    facts: ServiceFacts,
    edge: GrpcEdge,
    metrics: MetricsEndpoint,
    readiness: Readiness,
    log: ServiceLog,
    closeables: readonly Closeable[],
  ) {
    this.#facts = facts;
    this.#edge = edge;
    this.#metrics = metrics;
    this.#readiness = readiness;
    this.#log = log;
    this.#closeables = closeables;
  }

  /**
   * Listens, and answers the port, and the one of the metrics if there is one. Health says SERVING, and the log `ready`, once
   * all that {@link Readiness} waits for has been there; from then on until the drain.
   * @throws AddressInUseError, TransportFileError
   */
  async start(): Promise<{ readonly port: number; readonly metricsPort: number | null }> {
    const metrics = await this.#metrics.start();
    const { port } = await this.#startEdge();
    const { host: address, security } = this.#facts;
    if (metrics !== null) this.#log.say('info', { event: 'metrics', address: metrics.host, port: metrics.port });
    await this.#readiness.start({
      ready: () => {
        this.#edge.setServing(true);
        this.#log.say('info', { event: 'ready', address, port, security });
      },
      waiting: (name, failure) => this.#log.failed(`not ready: waiting for ${name}`, failure),
    });
    return { port, metricsPort: metrics?.port ?? null };
  }

  /** Drains and closes; true when no call had to be cut off. Further calls wait for the first. */
  stop(): Promise<boolean> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #startEdge(): Promise<{ readonly port: number }> {
    try {
      return await this.#edge.start();
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
    this.#log.say(clean ? 'info' : 'warn', { event: 'stopped', inFlight: this.#edge.inFlight });
    await this.#metrics.close();
    for (const each of this.#closeables) await each.close();
    return clean;
  }
}

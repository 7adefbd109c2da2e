import { fileURLToPath } from 'node:url';
import { taskEnvironment } from './as-task.ts';
import { type LocalCloud, type LocalCloudOptions, localClientId, startLocalCloud } from './cloud.ts';
import { freePort } from './free-port.ts';
import { ServiceProcess } from './service-process.ts';
import { serviceSettings } from './service-settings.ts';

export interface LocalSystemOptions extends LocalCloudOptions {
  readonly grpcPort: number;
  /** Of the service's metrics, 0 for any free one; absent: no metrics. */
  readonly metricsPort?: number;
  /** Settings of the service that replace those of a local system. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the service's log lines go. */
  readonly onLogLine?: (line: string) => void;
}

/** The service in its own process, and the cloud it talks to in this one. */
export interface LocalSystem extends LocalCloud {
  /** `127.0.0.1:<port>` of the gRPC service. */
  readonly grpc: string;
  /** `127.0.0.1:<port>` on which the service is told what was changed. */
  readonly refresh: string;
  /** URL of the service's metrics; `null` without. */
  readonly metrics: string | null;
  readonly service: ServiceProcess;
}

/** The entry point that production runs, as a path for `node`. */
export const serviceEntry = fileURLToPath(new URL('./main.ts', import.meta.resolve('@leasehold/config-service')));

/** Starts all of it and waits until the service is ready. `close()` drains the service first. */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const { metricsPort } = options;
  const ports: Ports = {};
  // Whoever takes any port takes it when it listens: what is free now may not be a moment later.
  if (options.grpcPort !== 0) await freePort('the service', options.grpcPort, '--grpc-port');
  if (metricsPort) await freePort('the metrics endpoint', metricsPort, '--metrics-port');
  if (options.awsPort !== 0) await freePort('the embedded AWS', options.awsPort, '--aws-port');
  if (options.issuerPort !== 0) await freePort('the token issuer', options.issuerPort, '--issuer-port');
  const cloud = await startLocalCloud(options);
  try {
    const addresses = {
      grpcPort: options.grpcPort,
      aws: cloud.aws.endpoint,
      issuer: cloud.issuer.issuer,
      audience: localClientId,
      refresh: { port: 0, issuer: cloud.aws.outboundIssuer.url },
    };
    const metricsSetting = metricsPort === undefined ? {} : { LEASEHOLD_METRICS_PORT: String(metricsPort) };
    const service = await ServiceProcess.start({
      entry: serviceEntry,
      environment: {
        ...serviceSettings(cloud.deployment, addresses, { ...metricsSetting, ...options.settings }),
        ...taskEnvironment(cloud.aws.taskCredentials),
      },
      isReady: (line) => {
        Object.assign(ports, portSaidIn(line));
        return ports.ready !== undefined;
      },
      onLine: options.onLogLine ?? (() => {}),
    });
    return {
      ...cloud,
      grpc: `127.0.0.1:${ports.ready}`,
      refresh: `127.0.0.1:${ports.refresh}`,
      metrics: ports.metrics === undefined ? null : `http://127.0.0.1:${ports.metrics}/metrics`,
      service,
      async close() {
        await service.stop();
        await cloud.close();
      },
    };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** Where the service listens, by its own lines: `metrics` first, if there are any, then `refresh`, and `ready` last. */
type Ports = { ready?: number; metrics?: number; refresh?: number };

/** What the service says of its ports in this line of its log. */
function portSaidIn(line: string): Ports {
  const event = /"event":"(ready|metrics|refresh)"/.exec(line)?.[1];
  if (event === undefined) return {};
  const port = /"port":(\d+)/.exec(line)?.[1];
  if (port === undefined) throw new Error('the service listens and does not say at which port');
  return { [event]: Number(port) };
}

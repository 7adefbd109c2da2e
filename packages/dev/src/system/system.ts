import { fileURLToPath } from 'node:url';
import { taskEnvironment } from './as-task.ts';
import { type LocalCloud, type LocalCloudOptions, localClientId, startLocalCloud } from './cloud.ts';
import { freePort } from './free-port.ts';
import { ServiceProcess } from './service-process.ts';
import { serviceSettings } from './service-settings.ts';

export interface LocalSystemOptions extends LocalCloudOptions {
  readonly grpcPort: number;
  /** Settings of the service that replace those of a local system. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the service's log lines go. */
  readonly onLogLine?: (line: string) => void;
}

/** The service in its own process, and the cloud it talks to in this one. */
export interface LocalSystem extends LocalCloud {
  /** `127.0.0.1:<port>` of the gRPC service. */
  readonly grpc: string;
  readonly service: ServiceProcess;
}

/** The entry point that production runs, as a path for `node`. */
export const serviceEntry = fileURLToPath(new URL('./main.ts', import.meta.resolve('@leasehold/config-service')));

/** Starts all of it and waits until the service is ready. `close()` drains the service first. */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  let { grpcPort } = options;
  // Whoever takes any port takes it when it listens: what is free now may not be a moment later.
  if (grpcPort !== 0) await freePort('the service', grpcPort, '--grpc-port');
  if (options.awsPort !== 0) await freePort('the embedded AWS', options.awsPort, '--aws-port');
  if (options.issuerPort !== 0) await freePort('the token issuer', options.issuerPort, '--issuer-port');
  const cloud = await startLocalCloud(options);
  try {
    const addresses = {
      grpcPort,
      aws: cloud.aws.endpoint,
      issuer: cloud.issuer.issuer,
      audience: localClientId,
    };
    const service = await ServiceProcess.start({
      entry: serviceEntry,
      environment: {
        ...serviceSettings(cloud.deployment, addresses, options.settings),
        ...taskEnvironment(cloud.aws.taskCredentials),
      },
      isReady: (line) => {
        const port = portWhenReady(line);
        grpcPort = port ?? grpcPort;
        return port !== null;
      },
      onLine: options.onLogLine ?? (() => {}),
    });
    return {
      ...cloud,
      grpc: `127.0.0.1:${grpcPort}`,
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

/** The port in the service's own line that it is ready, or `null` for any other line. */
function portWhenReady(line: string): number | null {
  if (!line.includes('"event":"ready"')) return null;
  const port = /"port":(\d+)/.exec(line)?.[1];
  if (port === undefined) throw new Error('the service is ready and does not say at which port');
  return Number(port);
}

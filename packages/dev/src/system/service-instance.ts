import { fileURLToPath } from 'node:url';
import { ServiceProcess } from './service-process.ts';

/** One instance of the service, in a process of its own. */
export interface ServiceInstance {
  /** Its id in Cloud Map. */
  readonly id: string;
  /** `127.0.0.1:<port>` of the gRPC service. */
  readonly grpc: string;
  /** `127.0.0.1:<port>` on which it is told what was changed. */
  readonly refresh: string;
  /** URL of its metrics; `null` without. */
  readonly metrics: string | null;
  readonly service: ServiceProcess;
}

export interface InstanceOptions {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Told of its refresh port as soon as it listens there, before it serves anybody: what is changed from then on it hears of. */
  readonly onRefreshPort: (refresh: string) => void;
  /** Where its log lines go. */
  readonly onLogLine: (line: string) => void;
}

/** The entry point that production runs, as a path for `node`. */
export const serviceEntry = fileURLToPath(new URL('./main.ts', import.meta.resolve('@leasehold/config-service')));

/** Starts it and waits until it is ready. @throws Error with the last lines it printed when it ends before that */
export async function startInstance(options: InstanceOptions): Promise<ServiceInstance> {
  const ports: Ports = {};
  const service = await ServiceProcess.start({
    entry: serviceEntry,
    environment: options.environment,
    isReady: (line) => {
      const said = portSaidIn(line);
      Object.assign(ports, said);
      if (said.refresh !== undefined) options.onRefreshPort(`127.0.0.1:${said.refresh}`);
      return ports.ready !== undefined;
    },
    onLine: options.onLogLine,
  });
  return {
    id: options.id,
    grpc: `127.0.0.1:${ports.ready}`,
    refresh: `127.0.0.1:${ports.refresh}`,
    metrics: ports.metrics === undefined ? null : `http://127.0.0.1:${ports.metrics}/metrics`,
    service,
  };
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

import { taskEnvironment } from './as-task.ts';
import { type LocalCloud, type LocalCloudOptions, localClientId, startLocalCloud } from './cloud.ts';
import { freePort } from './free-port.ts';
import { provisionRefreshLoop, type RefreshLoop, register } from './refresh-loop.ts';
import { type ServiceInstance, startInstance } from './service-instance.ts';
import { type LocalAddresses, serviceSettings } from './service-settings.ts';

export interface LocalSystemOptions extends LocalCloudOptions {
  /** Of the first instance; the others take any free one. */
  readonly grpcPort: number;
  /** Of the first instance's metrics, 0 for any free one, which the others take; absent: no metrics. */
  readonly metricsPort?: number;
  /** How many instances of the service there are; 1 when absent. */
  readonly instances?: number;
  /** Settings of the service that replace those of a local system. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the log lines of the instances go. @param instance counted from 1 */
  readonly onLogLine?: (line: string, instance: number) => void;
  /** Where the notifier's lines go. */
  readonly onNotifierLine?: (line: string) => void;
}

/**
 * Instances of the service in their own processes, and the cloud they talk to in this one, with all that tells them of changes. What
 * is said of the service itself is said of the first instance.
 */
export interface LocalSystem extends LocalCloud, Omit<ServiceInstance, 'id'> {
  readonly instances: readonly [ServiceInstance, ...ServiceInstance[]];
  readonly loop: RefreshLoop;
}

/**
 * Starts all of it and waits until every instance is ready and a change at AWS is told to each. The notifier's environment loads with
 * the first change, which waits for it. `close()` drains the instances first.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const { instances: count = 1, grpcPort, metricsPort, onLogLine = () => {}, onNotifierLine } = options;
  // Whoever takes any port takes it when it listens: what is free now may not be a moment later.
  if (grpcPort !== 0) await freePort('the service', grpcPort, '--grpc-port');
  if (metricsPort) await freePort('the metrics endpoint', metricsPort, '--metrics-port');
  if (options.awsPort !== 0) await freePort('the embedded AWS', options.awsPort, '--aws-port');
  if (options.issuerPort !== 0) await freePort('the token issuer', options.issuerPort, '--issuer-port');
  const cloud = await startLocalCloud(options);
  const { aws } = cloud;
  const start = async (number: number): Promise<ServiceInstance> => {
    const isFirst = number === 1;
    const id = `instance-${number}`;
    const instance = await startInstance({
      id,
      environment: {
        ...serviceSettings(cloud.deployment, addressesIn(cloud, isFirst ? grpcPort : 0), {
          ...(metricsPort === undefined ? {} : { LEASEHOLD_METRICS_PORT: String(isFirst ? metricsPort : 0) }),
          ...options.settings,
        }),
        ...taskEnvironment(aws.taskCredentials),
      },
      onRefreshPort: (refresh) => register(aws, id, refresh),
      onLogLine: (line) => onLogLine(line, number),
    });
    // As ECS does, however it ended.
    void instance.service.ended.then(() => aws.discovery.deregister(id));
    return instance;
  };
  const starting = Array.from({ length: count }, (_, index) => start(index + 1));
  const provisioning = provisionRefreshLoop(
    aws,
    cloud.deployment,
    onNotifierLine === undefined ? {} : { onLogLine: onNotifierLine },
  );
  try {
    const [loop, [first, ...others]] = await Promise.all([provisioning, Promise.all(starting)]);
    if (first === undefined) throw new RangeError('a system has one instance or more');
    const instances = [first, ...others] as const;
    return { ...cloud, ...first, instances, loop, close: () => close(instances, cloud) };
  } catch (error) {
    const [started] = await Promise.all([Promise.allSettled(starting), Promise.allSettled([provisioning])]);
    await close(
      started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
      cloud,
    );
    throw error;
  }
}

async function close(instances: readonly ServiceInstance[], cloud: LocalCloud): Promise<void> {
  await Promise.all(instances.map(({ service }) => service.stop()));
  await cloud.close();
}

function addressesIn({ aws, issuer }: LocalCloud, grpcPort: number): LocalAddresses {
  return {
    grpcPort,
    aws: aws.endpoint,
    issuer: issuer.issuer,
    audience: localClientId,
    refresh: { port: 0, issuer: aws.outboundIssuer.url },
  };
}

import type { LocalAws, LocalFunction, StreamMapping } from '@leasehold/local-aws';
import type { Deployment } from '@leasehold/policies';
import { currentBundle, parameterPattern, parameterRule } from '@leasehold/refresh-notifier';

export interface RefreshLoopOptions {
  /** Told of each line that the notifier writes. */
  readonly onLogLine?: (line: string) => void;
  /** The longest invocation; 5,000 ms when absent, of which the notifier keeps 4,000 in reserve. */
  readonly timeoutMs?: number;
  /** The longest call to one instance; 500 ms when absent. */
  readonly callMs?: number;
  /** Invocations at once for events of Parameter Store; 4 when absent. */
  readonly concurrency?: number;
  /** Records a batch at most; 1,000 when absent. */
  readonly batchSize?: number;
  /** Retries of a batch that not every live instance acknowledged, before the failure queue gets it; 1 when absent. */
  readonly retries?: number;
  /** How long the mapping waits after so many failures in a row; the embedded AWS's own waits when absent. */
  readonly retryDelayMs?: (failures: number) => number;
}

/** What tells instances of changes, in the embedded AWS. */
export interface RefreshLoop {
  readonly notifier: LocalFunction;
  readonly mapping: StreamMapping;
}

/**
 * Provisions all that lies between a change in a store and the instances: the notifier's bundle as a function, the rule that hands it
 * Parameter Store's events, and the mapping that hands it the table's stream. From then on a change is told, the first one as soon as
 * the function's environment has loaded. Whom it is told to is what Cloud Map lists: see {@link register}.
 */
export async function provisionRefreshLoop(
  aws: Pick<LocalAws, 'functions' | 'events'>,
  deployment: Deployment,
  options: RefreshLoopOptions = {},
): Promise<RefreshLoop> {
  const { notifierFunction: name, notifierRole: role, failureQueue: onFailureQueue } = deployment;
  const { timeoutMs = 5_000, callMs = 500, batchSize = 1_000, retries = 1 } = options;
  const { onLogLine, concurrency, retryDelayMs } = options;
  const { functions, events } = aws;
  const notifier = functions.create({
    name,
    role,
    bundleFile: await currentBundle(),
    handler: 'index.handler',
    timeoutMs,
    memoryMb: 256,
    environment: { ...notifierSettings(deployment), LEASEHOLD_CALL_DEADLINE_MS: String(callMs) },
    onFailureQueue,
    ...(onLogLine === undefined ? {} : { onLogLine }),
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const mapping = functions.mapStream({
    function: name,
    startingPosition: 'LATEST',
    batchSize,
    batchingWindowMs: 0,
    // A batch that waits for an instance that does not answer holds up what the others are to be told of next: not for long.
    // Never split: a batch fails for an instance, not for a record, and its halves would fail for the same one.
    maximumRetryAttempts: retries,
    reportBatchItemFailures: true,
    onFailureQueue,
    ...(retryDelayMs === undefined ? {} : { retryDelayMs }),
  });
  events.provision(parameterRule, parameterPattern(deployment), [notifier.arn]);
  functions.allow({ function: name, service: 'events.amazonaws.com', sourceArn: events.ruleArn(parameterRule) });
  return { notifier, mapping };
}

/** Has Cloud Map list an instance, as ECS does for a task that runs. @param refresh `host:port` of its refresh port */
export function register({ discovery }: Pick<LocalAws, 'discovery'>, id: string, refresh: string): void {
  const [address = '', port] = refresh.split(':');
  discovery.register({ id, address, port: Number(port) });
}

/** The function's variables. Where AWS is, Lambda tells it. */
function notifierSettings({ namespace, discoveryService, parameterRoot, refreshAudience }: Deployment) {
  return {
    LEASEHOLD_NAMESPACE: namespace,
    LEASEHOLD_DISCOVERY_SERVICE: discoveryService,
    LEASEHOLD_PARAMETER_ROOT: parameterRoot,
    LEASEHOLD_REFRESH_AUDIENCE: refreshAudience,
    LEASEHOLD_TRANSPORT: 'plaintext-loopback',
  };
}

import { EventEmitter } from 'node:events';
import type { ServiceError } from '@grpc/grpc-js';
import { composeService, override, parts, readSettings } from '@leasehold/config-service';
import { asTask, ConfigClient, type LocalCloud, localClientId, serviceSettings, startLocalCloud } from '@leasehold/dev';
import { systemClock } from '@leasehold/domain';
import type { IdTokenSubject } from '@leasehold/local-aws';
import { Backoff, defaultAwsBounds, dynamoDbClient, ssmClient } from '@leasehold/storage';
import { createVendor } from '@leasehold/vending';

export type Override = ReturnType<typeof override>;

/** A running service and a client of it. */
export interface RunningService {
  readonly client: ConfigClient;
  readonly port: number;
  /** The service's log, a line an entry. */
  readonly log: readonly string[];
  /** Settles with the first line from now on that holds `text`. */
  logged(text: string): Promise<string>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** How far this service's clock is ahead, in milliseconds. */
  readonly aheadMs?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly overrides?: readonly Override[];
}

/** One embedded cloud, and services on it that are started and stopped as often as a test needs a fresh one. */
export class ErrorsBench {
  readonly cloud: LocalCloud;
  #names = 0;

  private constructor(cloud: LocalCloud) {
    this.cloud = cloud;
  }

  static async start(): Promise<ErrorsBench> {
    return new ErrorsBench(await startLocalCloud({ awsPort: 0, issuerPort: 0, dataDir: null, stsLatencyMs: 0 }));
  }

  token(role: IdTokenSubject['role'], more: Partial<IdTokenSubject> = {}): string {
    return this.cloud.issuer.mint({ tenant: 'acme', role, ...more });
  }

  /** A name no other case has. */
  name(stem: string): string {
    this.#names += 1;
    return `${stem}-${this.#names}`;
  }

  /** The production service, with its retries. */
  async service({ aheadMs = 0, settings = {}, overrides = [] }: ServiceOptions = {}): Promise<RunningService> {
    const { aws, issuer, deployment } = this.cloud;
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    const log: string[] = [];
    const lines = new EventEmitter();
    const write = (line: string): void => {
      log.push(line);
      lines.emit('line', line);
    };
    const service = composeService(
      readSettings(serviceSettings(deployment, addresses, settings)),
      override(parts.logDestination, [], () => ({ write })),
      asTask(aws),
      override(parts.clock, [], () => ({ now: () => systemClock.now() + aheadMs })),
      ...overrides,
    );
    const { port } = await service.start();
    const client = new ConfigClient(`127.0.0.1:${port}`);
    return {
      client,
      port,
      log,
      logged: (text) =>
        new Promise((resolve) => {
          const listener = (line: string): void => {
            if (!line.includes(text)) return;
            lines.off('line', listener);
            resolve(line);
          };
          lines.on('line', listener);
        }),
      async stop() {
        client.close();
        await service.stop();
      },
    };
  }

  async close(): Promise<void> {
    await this.cloud.close();
  }
}

/**
 * Every AWS call is tried once and nobody waits between tries, so that one fault is one failure. What a fault leaves
 * behind is the harder case without retries; that they are made is held elsewhere.
 */
export const withoutRetries: readonly Override[] = [
  override(parts.dynamoDb, [parts.settings], ({ deployment: { region }, awsEndpoint: endpoint }) =>
    dynamoDbClient({ ...defaultAwsBounds, region, endpoint, maxAttempts: 1 }),
  ),
  override(parts.ssm, [parts.settings], ({ deployment: { region }, awsEndpoint: endpoint }) =>
    ssmClient({ ...defaultAwsBounds, region, endpoint, maxAttempts: 1 }),
  ),
  override(parts.vending, [parts.settings, parts.clock], ({ deployment, awsEndpoint, issuers }, clock) =>
    createVendor({
      deployment,
      sts: { region: deployment.region, ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }) },
      modes: new Map(issuers.map((issuer) => [issuer.kind === 'oidc' ? issuer.issuer : '', issuer.mode])),
      clock,
      settings: { maxAttempts: 1 },
    }),
  ),
  override(
    parts.backoff,
    [],
    () =>
      new Backoff(
        async () => {},
        () => 0,
        1,
        1,
      ),
  ),
];

/** How a call failed. @throws when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  const outcome = await call.then(
    () => null,
    (error: ServiceError) => error,
  );
  if (outcome === null) throw new Error('the call was answered, and was to fail');
  return outcome;
}

import { setTimeout as delayed } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Deployment, type PolicySet, policySet } from '@leasehold/policies';
import { createCloudTrailService } from './cloudtrail/index.ts';
import { Trail } from './cloudtrail/trail.ts';
import { openTrailFile } from './cloudtrail/trail-file.ts';
import { Deliveries } from './deliveries/deliveries.ts';
import { createDiscoveryService } from './discovery/api/index.ts';
import { CloudMap } from './discovery/cloud-map.ts';
import { createDynamoDbService } from './dynamodb/index.ts';
import type { AwsService } from './endpoint/aws-service.ts';
import { CallCounts } from './endpoint/call-counts.ts';
import { Endpoint } from './endpoint/endpoint.ts';
import { Faults } from './endpoint/faults/faults.ts';
import { type LocalEndpoint, startLocalEndpoint } from './endpoint/local-endpoint.ts';
import { answerLocally, localPrefix, taskCredentialsPath } from './endpoint/local-routes.ts';
import { createEventsService } from './events/api/index.ts';
import { EventBus } from './events/event-bus.ts';
import { parameterEvent } from './events/parameter-event.ts';
import { queueTargets } from './events/queue-targets.ts';
import { Account } from './iam/account.ts';
import { createIamService } from './iam/api/index.ts';
import { TaskCredentials } from './iam/task-credentials.ts';
import { type OutboundIssuer, startOutboundIssuer } from './issuer/outbound-issuer.ts';
import { createKms } from './kms/index.ts';
import { functionTargets } from './lambda/function-targets.ts';
import { Functions } from './lambda/functions.ts';
import { createLambdaService } from './lambda/lambda-service.ts';
import type { LocalQueue } from './queue/queue.ts';
import { Queues } from './queue/queues.ts';
import { createSqsService } from './queue/sqs-service.ts';
import { createSsmService } from './ssm/index.ts';
import { TableStream } from './streams/table-stream.ts';
import { createStsService } from './sts/index.ts';
import { OutboundFederation } from './sts/outbound-federation.ts';

export interface LocalAwsOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Port of the account's own issuer; any free one when absent. */
  readonly outboundIssuerPort?: number;
  /** Names, and the issuers registered as OIDC providers. One on loopback is reached over http at its provider name. */
  readonly deployment: Deployment;
  /**
   * Every document that roles, keys and tables carry: those of `deployment` when absent. Another set is for a test of what
   * AWS would do with a wrong document; it is enforced like the right one.
   */
  readonly policies?: PolicySet;
  /** Where tables, parameters, revocations and trail survive a restart; in memory when absent. */
  readonly dataDir?: string;
  /** Milliseconds every STS answer takes; 0 when absent. */
  readonly stsLatencyMs?: number;
  /** Milliseconds since the epoch; the system's clock when absent. */
  readonly now?: () => number;
  /** How latency and delay faults wait; a timer when absent. */
  readonly delay?: (ms: number) => Promise<void>;
  /** Sessions that work at once, 20,000 when absent; beyond it the oldest stops working. About 2 KiB each. */
  readonly sessionCapacity?: number;
  /** Records kept in memory; 50,000 when absent. */
  readonly trailCapacity?: number;
  /** Told of a failure of the embedded AWS itself. Its text can hold what a caller sent. */
  readonly onInternalError?: (error: unknown) => void;
}

/** What answers in every region: STS is the same account's there, and IAM is global. */
const everywhere: ReadonlySet<string> = new Set(['sts', 'iam']);

/** A running embedded AWS. */
export interface LocalAws {
  /** `http://127.0.0.1:<port>`: the endpoint URL of every service. */
  readonly endpoint: string;
  readonly port: number;
  /** The administrator's access key, made at start. */
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI` and `AWS_CONTAINER_AUTHORIZATION_TOKEN`: sessions of the task role. */
  readonly taskCredentials: { readonly uri: string; readonly authorization: string };
  readonly trail: Pick<Trail, 'records' | 'entries'>;
  readonly faults: Faults;
  /** What the account delivers by itself, and the faults on its ways. */
  readonly deliveries: Deliveries;
  /** The default event bus: rules and targets can be put without a call, as a deployment puts them. */
  readonly events: EventBus;
  /** Functions, and what of the stream goes to them. */
  readonly functions: Functions;
  /** Where deliveries that were given up are reported: the deployment's `failureQueue`. */
  readonly failures: LocalQueue;
  /** Cloud Map: who is registered as an instance of the deployment's service, and stale answers about them. */
  readonly discovery: CloudMap;
  /** The account's own issuer, by whose tokens its principals prove who they are: GetWebIdentityToken. */
  readonly outboundIssuer: OutboundIssuer;
  /** Every call since the start or the last `reset()`, by operation and outcome. */
  readonly counts: CallCounts;
  /**
   * Opens one more address of this same account: of the deployment's region, or of another one, where STS and IAM alone
   * answer. It can be shut, as the first cannot, and closes with the rest.
   */
  openEndpoint(options?: { readonly port?: number; readonly region?: string }): Promise<LocalEndpoint>;
  setStsLatency(ms: number): void;
  /** Stops answering, then writes what must survive. */
  close(): Promise<void>;
}

/**
 * Starts the embedded AWS on 127.0.0.1. Every call is authenticated and authorised; no option turns that off.
 * Rejects with Node's own error when the port is taken, with PolicyGrammarError for a document that IAM would not store,
 * with TypeError for policies of another deployment, and when a data directory cannot be used.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { deployment, policies = policySet(deployment), dataDir, now = Date.now, delay = waitFor } = options;
  if (!isDeepStrictEqual(policies.deployment, deployment))
    throw new TypeError('the policies are of another deployment');
  const account = new Account(policies, now, {
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(options.sessionCapacity === undefined ? {} : { sessionCapacity: options.sessionCapacity }),
  });
  const kept = dataDir === undefined ? {} : { dataDir };
  const file = dataDir === undefined ? null : await openTrailFile(dataDir, now());
  const trail = new Trail({
    ...(options.trailCapacity === undefined ? {} : { capacity: options.trailCapacity }),
    ...(file === null ? {} : { sink: file.sink, earlier: file.earlier }),
  });
  const faults = new Faults();
  const counts = new CallCounts();
  const deliveries = new Deliveries({ now, delay });
  const queues = new Queues(deployment, now);
  const stream = new TableStream(deployment, now);
  const functions = new Functions({
    sessions: { deployment, account, trail, now },
    region: deployment.region,
    queues,
    deliveries,
    stream,
    now,
    delay,
    endpoint: () => address,
  });
  const targets = { ...functionTargets(functions), ...queueTargets(queues) };
  const events = new EventBus({ deployment, deliveries, services: targets, now, delay });
  const discovery = new CloudMap({ deployment, deliveries, now });
  /** Known when the first address is open, which is before any caller is here. */
  let address = '';
  const latency = { ms: checkedLatency(options.stsLatencyMs ?? 0) };
  const services: AwsService[] = [];
  const closeAll = async () => {
    for (const service of services) await service.close();
    await trail.close();
  };
  try {
    const outboundIssuer = await startOutboundIssuer({ port: options.outboundIssuerPort ?? 0, now });
    const federation = new OutboundFederation(outboundIssuer);
    // At once: what listens is closed with its service, also when another one cannot be made.
    services.push(createStsService({ deployment, account, now, delay, latencyMs: () => latency.ms, federation }));
    services.push(
      createIamService(deployment, account, federation),
      createCloudTrailService(trail),
      createSqsService({ deployment, queues, endpoint: () => address }),
      createEventsService(deployment, events),
      createDiscoveryService(discovery),
      createLambdaService(functions),
      await createSsmService({
        deployment,
        ...kept,
        now,
        kms: createKms({ policies, ...kept }),
        onChange: (change) => void events.put(parameterEvent(change, now())),
      }),
    );
    services.push(await createDynamoDbService({ policies, ...kept, now, stream }));
    const endpointIn = (region: string) =>
      new Endpoint({
        region,
        account,
        trail,
        faults,
        counts,
        services: new Map(
          services
            .filter(({ signingName }) => region === deployment.region || everywhere.has(signingName))
            .map((service) => [service.signingName, service]),
        ),
        now,
        delay,
        onInternalError: options.onInternalError ?? (() => {}),
      });
    const taskCredentials = new TaskCredentials({ deployment, account, trail, now });
    const local = { region: deployment.region, account, trail, taskCredentials, now };
    const open = (port: number, region: string): Promise<LocalEndpoint> => {
      const endpoint = endpointIn(region);
      return startLocalEndpoint({
        port,
        region,
        now,
        handler: async (request) =>
          request.path.startsWith(localPrefix) ? answerLocally(request, local) : endpoint.handle(request),
      });
    };
    const main = await open(options.port, deployment.region);
    address = main.endpoint;
    const endpoints = [main];
    const { accessKeyId, secretAccessKey } = account.operator;
    return {
      endpoint: main.endpoint,
      port: main.port,
      operator: { accessKeyId, secretAccessKey },
      taskCredentials: { uri: main.endpoint + taskCredentialsPath, authorization: taskCredentials.authorization },
      trail,
      faults,
      counts,
      deliveries,
      events,
      functions,
      failures: queues.failures,
      outboundIssuer,
      discovery,
      async openEndpoint({ port = 0, region = deployment.region } = {}) {
        const further = await open(port, region);
        endpoints.push(further);
        return further;
      },
      setStsLatency(ms) {
        latency.ms = checkedLatency(ms);
      },
      async close() {
        for (const endpoint of endpoints) await endpoint.shut();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function checkedLatency(ms: number): number {
  if (!(ms >= 0 && ms <= 60_000)) throw new RangeError('the latency of STS: from 0 to 60,000 milliseconds');
  return ms;
}

/** Does not keep the process alive: whoever waits is a client that went away by then. */
function waitFor(ms: number): Promise<void> {
  return delayed(ms, undefined, { ref: false });
}

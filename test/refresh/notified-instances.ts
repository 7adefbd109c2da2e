import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { localDeployment, parameterPath } from '@leasehold/policies';
import { bundleNotifier } from '@leasehold/refresh-notifier';
import { type Instance, TwoInstances } from '../kill-switch/two-instances.ts';

const rule = 'parameter-changes';
const { notifierFunction, notifierRole, failureQueue, parameterRoot } = localDeployment;

/** Two instances that Cloud Map lists, and the notifier's real bundle behind the table's stream and Parameter Store's events. */
export class NotifiedInstances {
  readonly world: TwoInstances;
  /** What the function wrote. */
  readonly lines: string[];
  readonly #folder: string;

  private constructor(world: TwoInstances, folder: string, lines: string[]) {
    this.world = world;
    this.#folder = folder;
    this.lines = lines;
  }

  static async start(): Promise<NotifiedInstances> {
    const folder = mkdtempSync(join(tmpdir(), 'leasehold-notified-'));
    const bundleFile = await bundleNotifier(join(folder, 'index.cjs'));
    const world = await TwoInstances.start();
    const lines: string[] = [];
    const { functions, events } = world.aws;
    functions.create({
      name: notifierFunction,
      role: notifierRole,
      bundleFile,
      handler: 'index.handler',
      timeoutMs: 30_000,
      memoryMb: 256,
      environment: {
        LEASEHOLD_NAMESPACE: localDeployment.namespace,
        LEASEHOLD_DISCOVERY_SERVICE: localDeployment.discoveryService,
        LEASEHOLD_PARAMETER_ROOT: parameterRoot,
        LEASEHOLD_REFRESH_AUDIENCE: localDeployment.refreshAudience,
        LEASEHOLD_TRANSPORT: 'plaintext-loopback',
      },
      onFailureQueue: failureQueue,
      onLogLine: (line) => lines.push(line),
    });
    functions.mapStream({ function: notifierFunction, startingPosition: 'LATEST', onFailureQueue: failureQueue });
    const name = [{ prefix: `/${parameterRoot}/` }];
    const pattern = { source: ['aws.ssm'], 'detail-type': ['Parameter Store Change'], detail: { name } };
    events.provision(rule, pattern, [functions.arnOf(notifierFunction)]);
    functions.allow({
      function: notifierFunction,
      service: 'events.amazonaws.com',
      sourceArn: events.ruleArn(rule),
    });
    const notified = new NotifiedInstances(world, folder, lines);
    for (const [id, instance] of Object.entries({ first: world.first, second: world.second }))
      notified.list(id, instance);
    return notified;
  }

  /** Has Cloud Map list the instance. */
  list(id: string, { refresh }: Instance): void {
    const [address = '', port] = refresh.split(':');
    this.world.aws.discovery.register({ id, address, port: Number(port) });
  }

  /** Changes a parameter past Leasehold, as an operator can. */
  async putParameter(tenant: string, service: string, name: string, value: string): Promise<void> {
    const { endpoint, operator: credentials } = this.world.aws;
    const ssm = new SSMClient({ endpoint, region: localDeployment.region, maxAttempts: 1, credentials });
    try {
      const Name = parameterPath(parameterRoot, tenant, service, name);
      await ssm.send(new PutParameterCommand({ Name, Value: value, Type: 'String', Overwrite: true }));
    } finally {
      ssm.destroy();
    }
  }

  async close(): Promise<void> {
    await this.world.close();
    rmSync(this.#folder, { recursive: true });
  }
}

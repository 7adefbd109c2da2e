import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { provisionRefreshLoop, register } from '@leasehold/dev';
import { localDeployment, parameterPath } from '@leasehold/policies';
import { type Instance, TwoInstances } from '../kill-switch/two-instances.ts';

/** Two instances that Cloud Map lists, and the notifier's real bundle behind the table's stream and Parameter Store's events. */
export class NotifiedInstances {
  readonly world: TwoInstances;
  /** What the function wrote. */
  readonly lines: string[];

  private constructor(world: TwoInstances, lines: string[]) {
    this.world = world;
    this.lines = lines;
  }

  static async start(): Promise<NotifiedInstances> {
    const world = await TwoInstances.start();
    const lines: string[] = [];
    await provisionRefreshLoop(world.aws, localDeployment, { onLogLine: (line) => lines.push(line) });
    const notified = new NotifiedInstances(world, lines);
    for (const [id, instance] of Object.entries({ first: world.first, second: world.second }))
      notified.list(id, instance);
    return notified;
  }

  /** Has Cloud Map list the instance. */
  list(id: string, { refresh }: Instance): void {
    register(this.world.aws, id, refresh);
  }

  /** Changes a parameter past Leasehold, as an operator can. */
  async putParameter(tenant: string, service: string, name: string, value: string): Promise<void> {
    const { endpoint, operator: credentials } = this.world.aws;
    const ssm = new SSMClient({ endpoint, region: localDeployment.region, maxAttempts: 1, credentials });
    try {
      const Name = parameterPath(localDeployment.parameterRoot, tenant, service, name);
      await ssm.send(new PutParameterCommand({ Name, Value: value, Type: 'String', Overwrite: true }));
    } finally {
      ssm.destroy();
    }
  }

  close(): Promise<void> {
    return this.world.close();
  }
}

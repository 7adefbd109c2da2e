import { randomUUID } from 'node:crypto';
import { parseServiceName, type TenantCredentials } from '@leasehold/domain';
import { type LocalAws, startLocalAws } from '@leasehold/local-aws';
import { type Deployment, localDeployment, type SessionScope } from '@leasehold/policies';
import {
  type AwsCallRecord,
  AwsCalls,
  Backoff,
  type ConfigStore,
  DynamoDbStore,
  defaultAwsBounds,
  deploymentNames,
  dynamoDbClient,
  type OnAwsCall,
  ParameterStore,
  type StoreNames,
  ssmClient,
} from '@leasehold/storage';
import { openSession } from './open-session.ts';

export const deployment: Deployment = { ...localDeployment, assumeRoleTrust: true };
export const orders = parseServiceName('orders');

/** A clock that tests turn by hand; it starts at the present, because AWS checks the time of signatures. */
class TestClock {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Both stores on an embedded AWS of their own, with real tenant sessions. */
export class StoreBench {
  readonly aws: LocalAws;
  readonly clock = new TestClock();
  readonly calls: AwsCallRecord[] = [];
  readonly #dynamoDb;
  readonly #ssm;
  readonly #sessions = new Map<string, Promise<TenantCredentials>>();

  private constructor(aws: LocalAws, maxAttempts: number) {
    this.aws = aws;
    const settings = { ...defaultAwsBounds, region: deployment.region, endpoint: aws.endpoint, maxAttempts };
    this.#dynamoDb = dynamoDbClient(settings);
    this.#ssm = ssmClient(settings);
  }

  /** One attempt a call unless said, so that no test waits for the SDK's pauses. */
  static async start(maxAttempts = 1): Promise<StoreBench> {
    return new StoreBench(await startLocalAws({ port: 0, deployment }), maxAttempts);
  }

  async close(): Promise<void> {
    this.#dynamoDb.destroy();
    this.#ssm.destroy();
    await this.aws.close();
  }

  session(tenant: string, scope: SessionScope, userRole: 'reader' | 'writer' | 'admin' = 'admin') {
    const key = `${tenant} ${scope.access} ${scope.service} ${userRole}`;
    const opened = this.#sessions.get(key) ?? openSession(this.aws, deployment, tenant, scope, userRole);
    this.#sessions.set(key, opened);
    return opened;
  }

  /** A session that writes the configuration of `orders`. */
  writer(tenant = 'acme'): Promise<TenantCredentials> {
    return this.session(tenant, { access: 'write', service: orders });
  }

  reader(tenant = 'acme'): Promise<TenantCredentials> {
    return this.session(tenant, { access: 'read', service: orders }, 'reader');
  }

  store(
    tag: ConfigStore['tag'],
    names: StoreNames = deploymentNames(deployment),
    onAwsCall: OnAwsCall = () => {},
  ): ConfigStore {
    const { clock } = this;
    const shared = {
      calls: new AwsCalls(
        clock,
        (call) => {
          this.calls.push(call);
          onAwsCall(call);
        },
        () => {},
      ),
      table: deployment.table,
      names,
      clock,
      // Lets others run, and waits for nothing.
      backoff: new Backoff(() => new Promise((resolve) => setImmediate(resolve)), Math.random, 1, 1),
    };
    if (tag === 'tenant_config') {
      return new DynamoDbStore({ ...shared, client: this.#dynamoDb, newRequestToken: randomUUID });
    }
    const clients = { ssm: this.#ssm, dynamoDb: this.#dynamoDb };
    return new ParameterStore({ ...shared, ...clients, keyId: deployment.parameterKeyId, newLockOwner: randomUUID });
  }
}

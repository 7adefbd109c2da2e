import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { AssumeRoleWithWebIdentityCommand, GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { Client, credentials as channel, Metadata } from '@grpc/grpc-js';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { asTask, ConfigClient, localClientId, serviceSettings } from '@leasehold/dev';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { configSortKey, type Deployment, leadingKey, localDeployment, roleArn } from '@leasehold/policies';
import type { Schedule } from '@leasehold/vending';

const command = fileURLToPath(new URL('./main.ts', import.meta.resolve('@leasehold/cli')));
export const theme = { service: 'orders', key: 'tenant_config_theme' } as const;

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Instance {
  readonly address: string;
  /** Where it is told to look again. */
  readonly refresh: string;
  readonly client: ConfigClient;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** An embedded AWS and an issuer whose clock a test may set forward, and instances of the service on it. */
export class TwoInstances {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly first: Instance;
  readonly second: Instance;
  readonly #deployment: Deployment;
  readonly #running: (readonly [Service, Instance])[] = [];
  readonly #clock: { aheadMs: number };

  private constructor(
    aws: LocalAws,
    issuer: LocalIssuer,
    deployment: Deployment,
    clock: { aheadMs: number },
    started: readonly (readonly [Service, Instance])[],
  ) {
    this.aws = aws;
    this.issuer = issuer;
    this.#deployment = deployment;
    this.#clock = clock;
    this.#running.push(...started);
    const [first, second] = started.map(([, instance]) => instance);
    if (first === undefined || second === undefined) throw new Error('two instances were to be started');
    this.first = first;
    this.second = second;
  }

  static async start(): Promise<TwoInstances> {
    const clock = { aheadMs: 0 };
    const now = () => Date.now() + clock.aheadMs;
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], now });
    const deployment: Deployment = {
      ...localDeployment,
      issuers: [{ provider: issuer.provider, audiences: [localClientId] }],
    };
    const aws = await startLocalAws({ port: 0, deployment, now });
    const started = [
      await startInstance(aws, issuer, deployment),
      await startInstance(aws, issuer, deployment),
    ] as const;
    return new TwoInstances(aws, issuer, deployment, clock, started);
  }

  /** One more instance; `schedule` sets off its timers. */
  async instance(schedule?: Schedule): Promise<Instance> {
    const started = await startInstance(this.aws, this.issuer, this.#deployment, schedule);
    this.#running.push(started);
    return started[1];
  }

  /** Sets the clock of AWS and the issuer forward; the service takes tokens that are up to five seconds ahead. */
  later(ms: number): void {
    this.#clock.aheadMs += ms;
  }

  token(tenant: string, role: 'reader' | 'writer' = 'writer'): string {
    return this.issuer.mint({ tenant, role });
  }

  /** Stores the tenant's value, and has it cached by both instances. */
  async fill(tenant: string): Promise<void> {
    const token = this.token(tenant);
    await this.first.client.call('putConfig', token, { ...theme, value: `of ${tenant}` });
    for (const { client } of [this.first, this.second]) {
      for (let reads = 0; reads < 2; reads += 1) await client.call('getConfig', token, theme);
    }
  }

  /** Opens a session at STS with nothing but the token, as a thief of it can. */
  async exchange(token: string, tenant: string): Promise<Session> {
    const { endpoint, operator: credentials } = this.aws;
    const sts = new STSClient({ endpoint, region: this.#deployment.region, maxAttempts: 1, credentials });
    try {
      const { Credentials } = await sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: roleArn(this.#deployment, this.#deployment.readerRole),
          RoleSessionName: tenant,
          WebIdentityToken: token,
        }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    } finally {
      sts.destroy();
    }
  }

  /** The operator's own token of the account's issuer. */
  async identityToken(audience: string): Promise<string> {
    const { endpoint, operator: credentials } = this.aws;
    const sts = new STSClient({ endpoint, region: this.#deployment.region, maxAttempts: 1, credentials });
    try {
      const { WebIdentityToken = '' } = await sts.send(
        new GetWebIdentityTokenCommand({ Audience: [audience], SigningAlgorithm: 'ES384' }),
      );
      return WebIdentityToken;
    } finally {
      sts.destroy();
    }
  }

  /** Tells the instance at `address` to look at who is revoked, with this token and nothing else. */
  async nudge(address: string, token: string | null): Promise<{ readonly code: number; readonly details: string }> {
    const client = new Client(address, channel.createInsecure());
    const metadata = new Metadata();
    if (token !== null) metadata.set('authorization', `Bearer ${token}`);
    const raw = (bytes: Buffer): Buffer => bytes;
    const method = '/leasehold.refresh.v1.RefreshService/ReadRevocations';
    try {
      return await new Promise((resolve) => {
        const call = client.makeUnaryRequest(method, raw, raw, Buffer.alloc(0), metadata, () => {});
        call.on('status', resolve);
      });
    } finally {
      client.close();
    }
  }

  /** Reads the tenant's item at AWS with a session and nothing else. */
  async readAtAws(credentials: Session, tenant: string): Promise<void> {
    const client = new DynamoDBClient({
      endpoint: this.aws.endpoint,
      region: this.#deployment.region,
      maxAttempts: 1,
      credentials,
    });
    const Key = { pk: { S: leadingKey(tenant, theme.service) }, sk: { S: configSortKey('theme') } };
    try {
      await client.send(new GetItemCommand({ TableName: this.#deployment.table, Key }));
    } finally {
      client.destroy();
    }
  }

  /** `leasehold …` as an operator types it, with the operator's own credentials in the environment. */
  async leasehold(...args: readonly string[]): Promise<Ended> {
    const { PATH = '', HOME = '' } = process.env;
    const { accessKeyId, secretAccessKey } = this.aws.operator;
    const child = spawn(process.execPath, [command, ...args], {
      env: {
        PATH,
        HOME,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        LEASEHOLD_AWS_REGION: this.#deployment.region,
        LEASEHOLD_AWS_ACCOUNT: this.#deployment.account,
        LEASEHOLD_AWS_ENDPOINT: this.aws.endpoint,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 40_000,
    });
    const said = { output: '', errors: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      said.output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said.errors += chunk;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...said };
  }

  /** The options that name both instances. */
  get both(): readonly string[] {
    return ['--instance', this.first.refresh, '--instance', this.second.refresh];
  }

  async close(): Promise<void> {
    for (const [service, { client }] of this.#running) {
      client.close();
      await service.stop();
    }
    await this.aws.close();
    await this.issuer.close();
  }
}

async function startInstance(
  aws: LocalAws,
  issuer: LocalIssuer,
  deployment: Deployment,
  schedule?: Schedule,
): Promise<readonly [Service, Instance]> {
  const addresses = {
    grpcPort: 0,
    aws: aws.endpoint,
    issuer: issuer.issuer,
    audience: localClientId,
    refresh: { port: 0, issuer: aws.outboundIssuer.url },
  };
  const service = composeService(
    readSettings(serviceSettings(deployment, addresses, { LEASEHOLD_TENANT_CONFIG_TTL_MS: '3600000' })),
    override(parts.logDestination, [], () => ({ write: () => {} })),
    asTask(aws),
    ...(schedule === undefined ? [] : [override(parts.schedule, [], () => schedule)]),
  );
  const { port, refreshPort } = await service.start();
  const address = `127.0.0.1:${port}`;
  return [service, { address, refresh: `127.0.0.1:${refreshPort}`, client: new ConfigClient(address) }];
}

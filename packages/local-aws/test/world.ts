import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
  STSClient,
} from '@aws-sdk/client-sts';
import { type Deployment, localDeployment, type PolicySet, policySet, roleArn } from '@leasehold/policies';
import {
  type LocalAws,
  type LocalAwsOptions,
  type LocalIssuer,
  startLocalAws,
  startLocalIssuer,
} from '../src/index.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An embedded AWS and an issuer it trusts, on free ports, with a clock that stands still until told. */
export class World {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  readonly clock: { now: number };
  readonly #clients: { destroy(): void }[] = [];

  constructor(aws: LocalAws, issuer: LocalIssuer, deployment: Deployment, clock: { now: number }) {
    this.aws = aws;
    this.issuer = issuer;
    this.deployment = deployment;
    this.clock = clock;
  }

  static async start(
    options: { assumeRoleTrust?: boolean } & Partial<LocalAwsOptions> = {},
    clock = { now: Date.now() },
    /** Breaks the documents on purpose. */
    edit = (set: PolicySet): PolicySet => set,
  ): Promise<World> {
    const { assumeRoleTrust = true, ...rest } = options;
    const issuer = await startLocalIssuer({ port: 0, clientIds: ['app', 'other-app'], now: () => clock.now });
    const deployment: Deployment = {
      ...localDeployment,
      assumeRoleTrust,
      issuers: [{ provider: issuer.provider, audiences: ['app'] }],
    };
    const policies = edit(policySet(deployment));
    const aws = await startLocalAws({ port: 0, deployment, policies, now: () => clock.now, ...rest }).catch(
      async (error: unknown) => {
        await issuer.close();
        throw error;
      },
    );
    return new World(aws, issuer, deployment, clock);
  }

  get reader(): string {
    return roleArn(this.deployment, this.deployment.readerRole);
  }

  get writer(): string {
    return roleArn(this.deployment, this.deployment.writerRole);
  }

  /** A client of the AWS SDK on this endpoint, without retries, signing at this world's time. */
  client<C extends { destroy(): void }>(
    make: new (config: {
      endpoint: string;
      region: string;
      maxAttempts: number;
      credentials: Keys;
      systemClockOffset: number;
    }) => C,
    credentials: Keys,
  ): C {
    const client = new make({
      endpoint: this.aws.endpoint,
      region: this.deployment.region,
      maxAttempts: 1,
      credentials,
      systemClockOffset: this.clock.now - Date.now(),
    });
    this.#clients.push(client);
    return client;
  }

  /** The task role's credentials, the way the service gets them. */
  async task(): Promise<Keys> {
    const { uri, authorization } = this.aws.taskCredentials;
    const answer = await fetch(uri, { headers: { authorization, connection: 'close' } });
    const body = (await answer.json()) as Record<string, string>;
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken } = body;
    if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error(`no credentials: status ${answer.status}`);
    return { accessKeyId, secretAccessKey, sessionToken };
  }

  webIdentity(token: string, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
    return this.client(STSClient, this.aws.operator).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: this.reader,
        RoleSessionName: 'acme',
        WebIdentityToken: token,
        ...input,
      }),
    );
  }

  assumeRole(credentials: Keys, input: Partial<AssumeRoleCommandInput> = {}) {
    return this.client(STSClient, credentials).send(
      new AssumeRoleCommand({
        RoleArn: this.reader,
        RoleSessionName: 'acme',
        SourceIdentity: 'acme',
        Tags: [
          { Key: 'TenantId', Value: 'acme' },
          { Key: 'UserRole', Value: 'reader' },
        ],
        ...input,
      }),
    );
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.aws.close();
    await this.issuer.close();
  }
}

export function keysOf(credentials: Credentials | undefined): Keys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = credentials ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('the reply has no credentials');
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** An error of the AWS SDK by name and HTTP status, for assert.rejects. */
export function awsError(name: string, status: number, message?: RegExp) {
  return (error: unknown): boolean => {
    const found = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
    const right = found.name === name && found.$metadata?.httpStatusCode === status;
    if (!right || (message !== undefined && !message.test(found.message ?? ''))) {
      throw new Error(
        `expected ${name} ${status} ${message ?? ''}, got ${found.name} ${found.$metadata?.httpStatusCode} ${found.message}`,
      );
    }
    return true;
  };
}

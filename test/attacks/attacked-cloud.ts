import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { localClientId } from '@leasehold/dev';
import {
  type IdTokenSubject,
  type LocalAws,
  type LocalIssuer,
  startLocalAws,
  startLocalIssuer,
} from '@leasehold/local-aws';
import { type Deployment, localDeployment, roleArn } from '@leasehold/policies';

/** An AWS session's keys. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What an exchange may say beside the token. */
export interface Exchange {
  readonly role?: 'reader' | 'writer';
  readonly sessionName?: string;
  readonly policy?: string;
}

/**
 * The embedded AWS as somebody meets it who has a good token and no need of the service: AWS alone must refuse. Both
 * kinds of trust are on, which is the most a deployment opens. Its clock is turned by hand.
 */
export class AttackedCloud {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  readonly #clock: { now: number };
  readonly #clients: { destroy(): void }[] = [];

  private constructor(aws: LocalAws, issuer: LocalIssuer, deployment: Deployment, clock: { now: number }) {
    this.aws = aws;
    this.issuer = issuer;
    this.deployment = deployment;
    this.#clock = clock;
  }

  static async start(): Promise<AttackedCloud> {
    const clock = { now: Date.now() };
    const now = (): number => clock.now;
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], now });
    const issuers = [{ provider: issuer.provider, audiences: [localClientId] }];
    const deployment = { ...localDeployment, issuers, assumeRoleTrust: true };
    const aws = await startLocalAws({ port: 0, deployment, now });
    return new AttackedCloud(aws, issuer, deployment, clock);
  }

  advance(milliseconds: number): void {
    this.#clock.now += milliseconds;
  }

  roleArn(role: 'reader' | 'writer'): string {
    const { readerRole, writerRole } = this.deployment;
    return roleArn(this.deployment, role === 'reader' ? readerRole : writerRole);
  }

  /** Exchanges a token of `who` at STS, as anyone can who has one. */
  async exchange(who: IdTokenSubject, { role = 'reader', sessionName = who.tenant, policy }: Exchange = {}) {
    const { Credentials: keys } = await this.client(STSClient, this.aws.operator).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: this.roleArn(role),
        RoleSessionName: sessionName,
        WebIdentityToken: this.issuer.mint(who),
        ...(policy === undefined ? {} : { Policy: policy }),
      }),
    );
    return sessionKeys(keys);
  }

  dynamoDb(keys: SessionKeys): DynamoDBClient {
    return this.client(DynamoDBClient, keys);
  }

  ssm(keys: SessionKeys): SSMClient {
    return this.client(SSMClient, keys);
  }

  /** A client without retries that signs at this cloud's time. */
  client<C extends { destroy(): void }>(
    make: new (settings: {
      endpoint: string;
      region: string;
      maxAttempts: number;
      credentials: SessionKeys;
      systemClockOffset: number;
    }) => C,
    credentials: SessionKeys,
  ): C {
    const { endpoint } = this.aws;
    const systemClockOffset = this.#clock.now - Date.now();
    const client = new make({
      endpoint,
      region: this.deployment.region,
      maxAttempts: 1,
      credentials,
      systemClockOffset,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.aws.close();
    await this.issuer.close();
  }
}

function sessionKeys(keys: Credentials | undefined): SessionKeys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = keys ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('STS answered without credentials');
  return { accessKeyId, secretAccessKey, sessionToken };
}

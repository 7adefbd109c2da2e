import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { asTask, ConfigClient, localClientId, serviceSettings } from '@leasehold/dev';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment, roleArn } from '@leasehold/policies';

/** Who a call of a session was, as CloudTrail tells it. */
export interface TrailUser {
  readonly eventName: string;
  readonly sessionName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly accessKeyId: unknown;
}

/** The service on the embedded AWS with its issuer, all of them attributing by user. */
export class ServiceByUser {
  readonly issuer: LocalIssuer;
  readonly aws: LocalAws;
  readonly client: ConfigClient;
  readonly log: readonly string[];
  readonly #deployment: Deployment;
  readonly #service: Service;
  readonly #sts: STSClient;

  private constructor(
    made: Pick<ServiceByUser, 'issuer' | 'aws' | 'client' | 'log'>,
    deployment: Deployment,
    service: Service,
  ) {
    this.issuer = made.issuer;
    this.aws = made.aws;
    this.client = made.client;
    this.log = made.log;
    this.#deployment = deployment;
    this.#service = service;
    const { endpoint, operator: credentials } = made.aws;
    this.#sts = new STSClient({ endpoint, region: deployment.region, maxAttempts: 1, credentials });
  }

  static async start(): Promise<ServiceByUser> {
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], attribution: 'user' });
    const deployment: Deployment = {
      ...localDeployment,
      attribution: 'user',
      issuers: [{ provider: issuer.provider, audiences: [localClientId] }],
    };
    const aws = await startLocalAws({ port: 0, deployment });
    const log: string[] = [];
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    const service = composeService(
      readSettings(serviceSettings(deployment, addresses)),
      override(parts.logDestination, [], () => ({ write: (line: string) => void log.push(line) })),
      asTask(aws),
    );
    const { port } = await service.start();
    return new ServiceByUser({ issuer, aws, client: new ConfigClient(`127.0.0.1:${port}`), log }, deployment, service);
  }

  /** Asks STS directly, as anyone can who has a token. */
  exchange(token: string, sessionName: string) {
    return this.#sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn(this.#deployment, this.#deployment.readerRole),
        RoleSessionName: sessionName,
        WebIdentityToken: token,
      }),
    );
  }

  /** Sessions STS was asked for, whatever it answered. */
  exchanges(): number {
    return this.aws.trail.records().filter(({ eventName }) => eventName === 'AssumeRoleWithWebIdentity').length;
  }

  /** Who made each data call. */
  users(): readonly TrailUser[] {
    return this.aws.trail
      .records()
      .filter(({ eventSource }) => eventSource === 'dynamodb.amazonaws.com')
      .map(({ eventName, userIdentity }) => ({
        eventName,
        sessionName: String(userIdentity['arn']).split('/')[2],
        sourceIdentity: (userIdentity['sessionContext'] as { readonly sourceIdentity?: string } | undefined)
          ?.sourceIdentity,
        accessKeyId: userIdentity['accessKeyId'],
      }));
  }

  async close(): Promise<void> {
    this.client.close();
    this.#sts.destroy();
    await this.#service.stop();
    await this.aws.close();
    await this.issuer.close();
  }
}

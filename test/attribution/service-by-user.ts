import { readSettings } from '@leasehold/config-service';
import { localClientId, serviceSettings } from '@leasehold/dev';
import { type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import { ServiceBesideAws } from '../attacks/service-beside-aws.ts';

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
  readonly service: ServiceBesideAws;

  private constructor(issuer: LocalIssuer, service: ServiceBesideAws) {
    this.issuer = issuer;
    this.service = service;
  }

  static async start(): Promise<ServiceByUser> {
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], attribution: 'user' });
    const deployment: Deployment = {
      ...localDeployment,
      attribution: 'user',
      issuers: [{ provider: issuer.provider, audiences: [localClientId] }],
    };
    const aws = await startLocalAws({ port: 0, deployment });
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.issuer, audience: localClientId };
    const settings = readSettings(serviceSettings(deployment, addresses));
    return new ServiceByUser(issuer, await ServiceBesideAws.start(aws, settings));
  }

  /** Sessions STS was asked for, whatever it answered. */
  exchanges(): number {
    return this.service.aws.trail.records().filter(({ eventName }) => eventName === 'AssumeRoleWithWebIdentity').length;
  }

  /** Who made each data call. */
  users(): readonly TrailUser[] {
    return this.service.aws.trail
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
    await this.service.close();
    await this.issuer.close();
  }
}

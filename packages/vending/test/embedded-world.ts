import { fromHttp } from '@aws-sdk/credential-providers';
import { systemClock } from '@leasehold/domain';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';
import { createVendor, type Vending, type VendingMode, type VendorParts } from '@leasehold/vending';

/** The embedded AWS and a token issuer that it trusts, with a time of their own if so wanted. */
export class EmbeddedWorld {
  readonly issuer: LocalIssuer;
  readonly aws: LocalAws;
  /** Both kinds of trust are on. */
  readonly deployment: Deployment;

  private constructor(issuer: LocalIssuer, aws: LocalAws, deployment: Deployment) {
    this.issuer = issuer;
    this.aws = aws;
    this.deployment = deployment;
  }

  static async start(now = Date.now): Promise<EmbeddedWorld> {
    const issuer = await startLocalIssuer({ port: 0, clientIds: ['client-1'], now });
    const issuers = [{ provider: issuer.provider, audiences: ['client-1'] }];
    const deployment = { ...localDeployment, issuers, assumeRoleTrust: true };
    return new EmbeddedWorld(issuer, await startLocalAws({ port: 0, deployment, now }), deployment);
  }

  /** Vending by this machine's clock, for the issuer's tokens; the service's own credentials are its task's. */
  vendingOf(mode: VendingMode, parts: Partial<VendorParts> = {}, aws = this.aws): Vending {
    return createVendor({
      deployment: this.deployment,
      sts: { region: this.deployment.region, endpoint: aws.endpoint },
      modes: new Map([[this.issuer.issuer, mode]]),
      clock: systemClock,
      credentials: fromHttp({
        awsContainerCredentialsFullUri: aws.taskCredentials.uri,
        awsContainerAuthorizationToken: aws.taskCredentials.authorization,
      }),
      ...parts,
    });
  }

  async close(): Promise<void> {
    await this.aws.close();
    await this.issuer.close();
  }
}

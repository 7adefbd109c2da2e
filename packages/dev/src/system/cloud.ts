import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';

/** What a local service talks to, all of it on 127.0.0.1: the embedded AWS, and an issuer that AWS trusts. */
export interface LocalCloud {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  close(): Promise<void>;
}

export interface LocalCloudOptions {
  /** 0 takes any free port. */
  readonly awsPort: number;
  readonly issuerPort: number;
  /** Where tables, parameters and trail survive a restart; in memory when `null`. */
  readonly dataDir: string | null;
  readonly stsLatencyMs: number;
}

/** The app client id of every local token. */
export const localClientId = 'leasehold-local';

/** Starts the issuer, then an AWS that has it registered as an OIDC provider. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const issuer = await startLocalIssuer({ port: options.issuerPort, clientIds: [localClientId] });
  const deployment = { ...localDeployment, issuers: [{ provider: issuer.provider, audiences: [localClientId] }] };
  try {
    const aws = await startLocalAws({
      port: options.awsPort,
      deployment,
      stsLatencyMs: options.stsLatencyMs,
      ...(options.dataDir === null ? {} : { dataDir: options.dataDir }),
    });
    return {
      aws,
      issuer,
      deployment,
      async close() {
        await aws.close();
        await issuer.close();
      },
    };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}

import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { asTask, ConfigClient, localClientId, serviceSettings } from '@leasehold/dev';
import {
  type IdTokenSubject,
  type LocalAws,
  type LocalIssuer,
  startLocalAws,
  startLocalIssuer,
} from '@leasehold/local-aws';
import { type Deployment, localDeployment, roleArn } from '@leasehold/policies';

/** The tenants each issuer speaks for. People's two issuers are in web-identity mode, the machines' one in the other. */
const tenantsOf = { a: ['acme', 'globex'], b: ['initech', 'eu-*'], machines: ['initech'] } as const;

export type IssuerName = keyof typeof tenantsOf;
type Issuers = Readonly<Record<IssuerName, LocalIssuer>>;

/**
 * The service and the embedded AWS with several issuers, the trust policies made of the service's own settings. STS
 * has the people's two registered and so believes the signature of both.
 */
export class SeveralIssuersService {
  readonly issuers: Issuers;
  readonly aws: LocalAws;
  readonly client: ConfigClient;
  /** The service's log, a line an entry. */
  readonly log: readonly string[];
  readonly #deployment: Deployment;
  readonly #service: Service;
  readonly #sts: STSClient;

  private constructor(
    made: Pick<SeveralIssuersService, 'issuers' | 'aws' | 'client' | 'log'>,
    deployment: Deployment,
    service: Service,
  ) {
    this.issuers = made.issuers;
    this.aws = made.aws;
    this.client = made.client;
    this.log = made.log;
    this.#deployment = deployment;
    this.#service = service;
    const { endpoint, operator: credentials } = made.aws;
    this.#sts = new STSClient({ endpoint, region: deployment.region, maxAttempts: 1, credentials });
  }

  static async start(): Promise<SeveralIssuersService> {
    const start = () => startLocalIssuer({ port: 0, clientIds: [localClientId] });
    const [a, b, machines] = await Promise.all([start(), start(), start()]);
    const issuers: Issuers = { a, b, machines };
    try {
      return await SeveralIssuersService.#around(issuers);
    } catch (error) {
      for (const issuer of [a, b, machines]) await issuer.close();
      throw error;
    }
  }

  static async #around(issuers: Issuers): Promise<SeveralIssuersService> {
    const { deployment } = settings(issuers, 'http://127.0.0.1:9');
    const aws = await startLocalAws({ port: 0, deployment });
    const log: string[] = [];
    const service = composeService(
      settings(issuers, aws.endpoint),
      override(parts.logDestination, [], () => ({ write: (line: string) => void log.push(line) })),
      asTask(aws),
    );
    const { port } = await service.start();
    const client = new ConfigClient(`127.0.0.1:${port}`);
    return new SeveralIssuersService({ issuers, aws, client, log }, deployment, service);
  }

  /** Opens a session at STS with nothing but the token, as anyone can who has one. */
  exchange(issuer: LocalIssuer, who: IdTokenSubject, role: 'reader' | 'writer') {
    const { readerRole, writerRole } = this.#deployment;
    return this.#sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn(this.#deployment, role === 'reader' ? readerRole : writerRole),
        RoleSessionName: who.tenant,
        WebIdentityToken: issuer.mint(who),
      }),
    );
  }

  async close(): Promise<void> {
    this.client.close();
    this.#sts.destroy();
    await this.#service.stop();
    await this.aws.close();
    for (const issuer of Object.values(this.issuers)) await issuer.close();
  }
}

function settings(issuers: Issuers, aws: string) {
  const trusted = (Object.keys(tenantsOf) as IssuerName[]).map((name) => ({
    kind: 'oidc',
    issuer: issuers[name].issuer,
    audiences: [localClientId],
    tokenUse: 'id',
    mode: name === 'machines' ? 'assume-role' : 'web-identity',
    tenants: tenantsOf[name],
  }));
  const addresses = { grpcPort: 0, aws, issuer: issuers.a.issuer, audience: localClientId };
  return readSettings(serviceSettings(localDeployment, addresses, { LEASEHOLD_ISSUERS: JSON.stringify(trusted) }));
}

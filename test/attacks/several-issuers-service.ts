import { readSettings } from '@leasehold/config-service';
import { localClientId, serviceSettings } from '@leasehold/dev';
import { type IdTokenSubject, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { localDeployment } from '@leasehold/policies';
import { ServiceBesideAws } from './service-beside-aws.ts';

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
  readonly service: ServiceBesideAws;

  private constructor(issuers: Issuers, service: ServiceBesideAws) {
    this.issuers = issuers;
    this.service = service;
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
    return new SeveralIssuersService(issuers, await ServiceBesideAws.start(aws, settings(issuers, aws.endpoint)));
  }

  /** Opens a session at STS with nothing but a token of the issuer. */
  exchange(issuer: LocalIssuer, who: IdTokenSubject, role: 'reader' | 'writer') {
    return this.service.exchange(issuer.mint(who), who.tenant, role);
  }

  async close(): Promise<void> {
    await this.service.close();
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

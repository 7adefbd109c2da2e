import { create, toBinary } from '@bufbuild/protobuf';
import { composeService, override, parts, readSettings, type Service } from '@leasehold/config-service';
import { GetConfigRequestSchema } from '@leasehold/contract';
import { asTask, ConfigClient, localClientId, serviceSettings } from '@leasehold/dev';
import { type LocalAws, startLocalAws } from '@leasehold/local-aws';
import { localDeployment } from '@leasehold/policies';
import { ForgingIssuer, type Members } from './forging-issuer.ts';
import { RawConnection, type RawReply } from './raw-call.ts';

const getConfigPath = '/leasehold.config.v1.ConfigService/GetConfig';
export const themeValue = '{"tenant":"acme"}';

const theme = { service: 'orders', key: 'tenant_config_theme' } as const;
const themeRequest = toBinary(GetConfigRequestSchema, create(GetConfigRequestSchema, theme));

/** The whole service on the embedded AWS; `issuer` is trusted by both, and `attacker` by nobody. */
export class AttackedService {
  readonly issuer: ForgingIssuer;
  readonly attacker: ForgingIssuer;
  readonly aws: LocalAws;
  readonly port: number;
  /** The service's log, a line an entry. */
  readonly log: string[];
  readonly raw: RawConnection;
  readonly #service: Service;

  private constructor(made: Pick<AttackedService, 'issuer' | 'attacker' | 'aws' | 'port' | 'log'>, service: Service) {
    this.issuer = made.issuer;
    this.attacker = made.attacker;
    this.aws = made.aws;
    this.port = made.port;
    this.log = made.log;
    this.#service = service;
    this.raw = new RawConnection(made.port);
  }

  static async start(): Promise<AttackedService> {
    const issuer = await ForgingIssuer.start();
    const attacker = await ForgingIssuer.start();
    const provider = issuer.url.slice('http://'.length);
    const deployment = { ...localDeployment, issuers: [{ provider, audiences: [localClientId] }] };
    const aws = await startLocalAws({ port: 0, deployment });
    const addresses = { grpcPort: 0, aws: aws.endpoint, issuer: issuer.url, audience: localClientId };
    const log: string[] = [];
    const service = composeService(
      readSettings(serviceSettings(deployment, addresses)),
      override(parts.logDestination, [], () => ({ write: (line: string) => void log.push(line) })),
      asTask(aws),
    );
    const { port } = await service.start();
    const attacked = new AttackedService({ issuer, attacker, aws, port, log }, service);
    await attacked.#seed();
    return attacked;
  }

  /** A good token of acme's reader, with changes. */
  mint(claims: Members = {}, header: Members = {}): string {
    return this.issuer.sign(JSON.stringify(this.issuer.header(header)), JSON.stringify(this.claims(claims)));
  }

  claims(changes: Members = {}): Members {
    return this.issuer.claims(localClientId, changes);
  }

  /** Asks for a value that is there, with these lines of `authorization`. */
  ask(authorization: readonly string[]): Promise<RawReply> {
    return this.raw.call(getConfigPath, authorization, themeRequest);
  }

  async close(): Promise<void> {
    this.raw.close();
    await this.#service.stop();
    await this.aws.close();
    await this.issuer.close();
    await this.attacker.close();
  }

  async #seed(): Promise<void> {
    const client = new ConfigClient(`127.0.0.1:${this.port}`);
    const tags = { principal_tags: { TenantId: ['acme'], UserRole: ['writer'] } };
    const writer = this.mint({ 'custom:userRole': 'writer', 'https://aws.amazon.com/tags': tags });
    await client.call('putConfig', writer, { ...theme, value: themeValue });
    client.close();
  }
}

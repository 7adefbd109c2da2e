import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { composeService, override, parts, type Service } from '@leasehold/config-service';
import { asTask, ConfigClient } from '@leasehold/dev';
import type { LocalAws } from '@leasehold/local-aws';
import { type Deployment, roleArn } from '@leasehold/policies';

/** The service on an embedded AWS, and the way past it: STS, which anyone may ask who has a token. */
export class ServiceBesideAws {
  readonly aws: LocalAws;
  readonly client: ConfigClient;
  /** The service's log, a line an entry. */
  readonly log: readonly string[];
  readonly #deployment: Deployment;
  readonly #service: Service;
  readonly #sts: STSClient;

  private constructor(aws: LocalAws, deployment: Deployment, service: Service, port: number, log: readonly string[]) {
    this.aws = aws;
    this.client = new ConfigClient(`127.0.0.1:${port}`);
    this.log = log;
    this.#deployment = deployment;
    this.#service = service;
    const { endpoint, operator: credentials } = aws;
    this.#sts = new STSClient({ endpoint, region: deployment.region, maxAttempts: 1, credentials });
  }

  /** `aws` is the one that `settings` name, and becomes this one's to close. */
  static async start(aws: LocalAws, settings: Parameters<typeof composeService>[0]): Promise<ServiceBesideAws> {
    const log: string[] = [];
    const service = composeService(
      settings,
      override(parts.logDestination, [], () => ({ write: (line: string) => void log.push(line) })),
      asTask(aws),
    );
    const { port } = await service.start();
    return new ServiceBesideAws(aws, settings.deployment, service, port, log);
  }

  /** Opens a session at STS with nothing but the token. */
  exchange(token: string, sessionName: string, role: 'reader' | 'writer' = 'reader') {
    const { readerRole, writerRole } = this.#deployment;
    return this.#sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn(this.#deployment, role === 'reader' ? readerRole : writerRole),
        RoleSessionName: sessionName,
        WebIdentityToken: token,
      }),
    );
  }

  async close(): Promise<void> {
    this.client.close();
    this.#sts.destroy();
    await this.#service.stop();
    await this.aws.close();
  }
}

import {
  localClientId,
  Operator,
  provisionRefreshLoop,
  type RefreshLoop,
  type RefreshLoopOptions,
  serviceSettings,
} from '@leasehold/dev';
import type { Clock } from '@leasehold/domain';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, localDeployment } from '@leasehold/policies';

export interface AccountOptions {
  readonly loop?: RefreshLoopOptions;
  /** Of AWS, the issuers and the instances; the machine's when absent. The notifier has the machine's, and so have gRPC deadlines. */
  readonly clock?: Clock;
  /** How AWS waits: late deliveries, retries, time limits of functions. Real timers when absent. */
  readonly delay?: (ms: number) => Promise<void>;
}

/** The embedded AWS with both stores and the real notifier, and tokens for as many tenants as are asked for. */
export class FreshAccount {
  readonly aws: LocalAws;
  readonly issuer: LocalIssuer;
  readonly deployment: Deployment;
  readonly loop: RefreshLoop;
  /** Changes the stores behind the instances' backs. */
  readonly operator: Operator;
  readonly #tokens = new Map<string, string>();

  private constructor(aws: LocalAws, issuer: LocalIssuer, deployment: Deployment, loop: RefreshLoop) {
    this.aws = aws;
    this.issuer = issuer;
    this.deployment = deployment;
    this.loop = loop;
    this.operator = new Operator(aws, deployment);
  }

  static async start({ clock, delay, loop = {} }: AccountOptions = {}): Promise<FreshAccount> {
    const time = clock === undefined ? {} : { now: () => clock.now() };
    const issuer = await startLocalIssuer({ port: 0, clientIds: [localClientId], ...time });
    const deployment = { ...localDeployment, issuers: [{ provider: issuer.provider, audiences: [localClientId] }] };
    const aws = await startLocalAws({ port: 0, deployment, ...time, ...(delay === undefined ? {} : { delay }) });
    return new FreshAccount(aws, issuer, deployment, await provisionRefreshLoop(aws, deployment, loop));
  }

  /** A token of the tenant's, the same one every time. */
  token(tenant: string, role: 'reader' | 'writer' | 'admin'): string {
    const id = `${tenant} ${role}`;
    const known = this.#tokens.get(id);
    if (known !== undefined) return known;
    const minted = this.issuer.mint({ tenant, role });
    this.#tokens.set(id, minted);
    return minted;
  }

  /** Settings of an instance here; `also` adds or replaces some. */
  serviceSettings(also: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { aws, issuer, deployment } = this;
    const addresses = {
      grpcPort: 0,
      aws: aws.endpoint,
      issuer: issuer.issuer,
      audience: localClientId,
      refresh: { port: 0, issuer: aws.outboundIssuer.url },
    };
    return serviceSettings(deployment, addresses, also);
  }

  async close(): Promise<void> {
    this.operator.close();
    await this.aws.close();
    await this.issuer.close();
  }
}

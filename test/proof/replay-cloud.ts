import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { type LocalAws, type LocalIssuer, startLocalAws, startLocalIssuer } from '@leasehold/local-aws';
import { type Deployment, type PolicySet, roleArn } from '@leasehold/policies';
import { rehomed, speakingFor, speaksFor } from './rehome.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What an exchange at STS asks for. `sourceIdentity: null` names none. */
export interface WantedSession {
  readonly role: 'reader' | 'writer';
  readonly tags: Readonly<Record<string, string>>;
  readonly sessionName: string;
  readonly sourceIdentity: string | null;
  readonly policy: string | null;
}

/** An embedded AWS that enforces one set of documents, with an issuer running for each that the set trusts. */
export class ReplayCloud {
  readonly aws: LocalAws;
  readonly deployment: Deployment;
  /** The issuers as the set names them; those that run stand in for them, in the same order. */
  readonly trusted: Deployment['issuers'];
  readonly #issuers: readonly LocalIssuer[];
  readonly #clients: { destroy(): void }[] = [];

  private constructor(aws: LocalAws, deployment: Deployment, trusted: Deployment['issuers'], issuers: LocalIssuer[]) {
    this.aws = aws;
    this.deployment = deployment;
    this.trusted = trusted;
    this.#issuers = issuers;
  }

  /** `tenant`, unless `null`, is one that some issuer speaks for, whatever the deployment says. */
  static async start(set: PolicySet, tenant: string | null): Promise<ReplayCloud> {
    const trusted = set.deployment.issuers;
    const issuers = await Promise.all(
      trusted.map(({ audiences: [first = 'none', ...more] }) =>
        startLocalIssuer({ port: 0, clientIds: [first, ...more] }),
      ),
    );
    const home = tenant === null ? set : speakingFor(set, tenant);
    const policies = rehomed(
      home,
      issuers.map(({ provider }) => provider),
    );
    const { deployment } = policies;
    const aws = await startLocalAws({ port: 0, deployment, policies });
    return new ReplayCloud(aws, deployment, trusted, issuers);
  }

  roleArn(role: 'reader' | 'writer'): string {
    return roleArn(this.deployment, this.deployment[`${role}Role`]);
  }

  /**
   * With a token signed for exactly these tags: by the issuer at that place in the deployment, for that app; or by one that
   * speaks for the tenant, if any does.
   */
  async exchangeToken(
    wanted: WantedSession,
    by?: { readonly issuer: number; readonly audience: string },
  ): Promise<Keys> {
    const named = wanted.tags['TenantId'];
    const speaking = this.deployment.issuers.findIndex((each) => named !== undefined && speaksFor(each, named));
    const signer = this.#issuers[by?.issuer ?? Math.max(0, speaking)];
    if (signer === undefined) throw new Error('the deployment trusts no issuer');
    const token = signer.mint(
      { tenant: named ?? wanted.sessionName, role: wanted.role },
      {
        claims: {
          'https://aws.amazon.com/tags':
            Object.keys(wanted.tags).length === 0
              ? undefined
              : {
                  principal_tags: Object.fromEntries(Object.entries(wanted.tags).map(([key, value]) => [key, [value]])),
                },
          'https://aws.amazon.com/source_identity': wanted.sourceIdentity ?? undefined,
          ...(by === undefined ? {} : { aud: by.audience }),
        },
      },
    );
    const { Credentials: keys } = await this.client(STSClient, this.aws.operator).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: this.roleArn(wanted.role),
        RoleSessionName: wanted.sessionName,
        WebIdentityToken: token,
        ...(wanted.policy === null ? {} : { Policy: wanted.policy }),
      }),
    );
    return complete(keys);
  }

  /** As the service's own task. */
  async assumeAsTask(wanted: WantedSession): Promise<Keys> {
    const { Credentials: keys } = await this.client(STSClient, await this.#task()).send(
      new AssumeRoleCommand({
        RoleArn: this.roleArn(wanted.role),
        RoleSessionName: wanted.sessionName,
        Tags: Object.entries(wanted.tags).map(([Key, Value]) => ({ Key, Value })),
        ...(wanted.sourceIdentity === null ? {} : { SourceIdentity: wanted.sourceIdentity }),
        ...(wanted.policy === null ? {} : { Policy: wanted.policy }),
      }),
    );
    return complete(keys);
  }

  /** A client of the real SDK, without retries. */
  client<C extends { destroy(): void }>(
    make: new (settings: { endpoint: string; region: string; maxAttempts: number; credentials: Keys }) => C,
    credentials: Keys,
  ): C {
    const { endpoint } = this.aws;
    const client = new make({ endpoint, region: this.deployment.region, maxAttempts: 1, credentials });
    this.#clients.push(client);
    return client;
  }

  /** A call of the operator's, around the session's. Its failure is none of the session's, so it never counts as a refusal. */
  async byOperator<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw new Error('the operator could not put the data in place or look at it', { cause: error });
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.aws.close();
    for (const issuer of this.#issuers) await issuer.close();
  }

  async #task(): Promise<Keys> {
    const { uri, authorization } = this.aws.taskCredentials;
    const answer = await fetch(uri, { headers: { authorization, connection: 'close' } });
    const { AccessKeyId, SecretAccessKey, Token } = (await answer.json()) as Record<string, string>;
    return complete({ AccessKeyId, SecretAccessKey, SessionToken: Token, Expiration: undefined });
  }
}

function complete(keys: Credentials | undefined): Keys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = keys ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('AWS answered without credentials');
  return { accessKeyId, secretAccessKey, sessionToken };
}

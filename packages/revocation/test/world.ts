import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseTenantId, type TenantId } from '@leasehold/domain';
import { type LocalAws, startLocalAws } from '@leasehold/local-aws';
import { localDeployment } from '@leasehold/policies';
import { type IamAccess, RevocationEditor, RevocationList } from '../src/index.ts';

export const tenant = (name: string): TenantId => parseTenantId(name);

/** An embedded AWS whose clock stands still until told, and editors and readers of its list. */
export class World {
  readonly aws: LocalAws;
  readonly clock: { now: number };
  readonly #opened: { close(): void }[] = [];

  private constructor(aws: LocalAws, clock: { now: number }) {
    this.aws = aws;
    this.clock = clock;
  }

  static async start(): Promise<World> {
    const clock = { now: Math.floor(Date.now() / 1_000) * 1_000 + 300 };
    return new World(await startLocalAws({ port: 0, deployment: localDeployment, now: () => clock.now }), clock);
  }

  get operator(): IamAccess {
    return { region: localDeployment.region, endpoint: this.aws.endpoint, credentials: this.aws.operator };
  }

  /** As the service has it: sessions of the task role. */
  get task(): IamAccess {
    const { uri, authorization } = this.aws.taskCredentials;
    const credentials = async () => {
      const answer = await fetch(uri, { headers: { authorization, connection: 'close' } });
      const { AccessKeyId = '', SecretAccessKey = '', Token = '' } = (await answer.json()) as Record<string, string>;
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
    };
    return { ...this.operator, credentials };
  }

  editor(access = this.operator): RevocationEditor {
    return this.#kept(new RevocationEditor(localDeployment, access, async () => await nextTurn()));
  }

  list(access = this.task): RevocationList {
    return this.#kept(new RevocationList(localDeployment, access));
  }

  /** Calls of IAM by operation since the last look. */
  calls(): readonly string[] {
    const calls = this.aws.trail.records().filter(({ eventSource }) => eventSource === 'iam.amazonaws.com');
    return calls.map(({ eventName }) => eventName);
  }

  async stop(): Promise<void> {
    for (const each of this.#opened) each.close();
    await this.aws.close();
  }

  #kept<T extends { close(): void }>(opened: T): T {
    this.#opened.push(opened);
    return opened;
  }
}

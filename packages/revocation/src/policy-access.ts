import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-iam';
import { RevocationError } from './revocation-errors.ts';

/** What IAM says of the policy, without its document. */
export interface PolicyFacts {
  /** Differs when the policy was deleted and made again. */
  readonly id: string;
  /** Id of the default version: `v` and a number that never returns. */
  readonly version: string;
  /** When anything of the policy last changed, in milliseconds since the epoch, by AWS's clock. */
  readonly updatedAt: number;
  /** When AWS answered, by its own clock: the answer's `Date`, so a whole second, which may have gone nearly by. */
  readonly at: number;
}

/** The versions of the policy, as one answer of IAM lists them. */
export interface PolicyVersions {
  /** Ascending. */
  readonly numbers: readonly number[];
  /** Id of the default one. */
  readonly current: string | undefined;
}

/** All attempts of one call together, the look-up of credentials included. */
const callMs = 8_000;

/** The calls of IAM that the list needs, on the one policy, with their failures told in words. */
export class PolicyAccess {
  readonly #iam: IAMClient;
  readonly #arn: string;
  readonly #timeout: (ms: number) => AbortSignal;
  readonly #dates = new WeakMap<object, number>();

  /** @param timeout a signal that aborts so many milliseconds from now */
  constructor(iam: IAMClient, arn: string, timeout = (ms: number): AbortSignal => AbortSignal.timeout(ms)) {
    this.#iam = iam;
    this.#arn = arn;
    this.#timeout = timeout;
    // The SDK gives no headers with an output, and restoring needs AWS's own time.
    iam.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const date = dateOf(result.response);
        if (typeof result.output === 'object' && date !== null) this.#dates.set(result.output, date);
        return result;
      },
      { step: 'deserialize', priority: 'high', name: 'keepDate' },
    );
  }

  /** @throws RevocationError */
  async facts(): Promise<PolicyFacts> {
    const output = await this.#send('GetPolicy', new GetPolicyCommand({ PolicyArn: this.#arn }));
    const { PolicyId: id, DefaultVersionId: version, UpdateDate } = output.Policy ?? {};
    const at = this.#dates.get(output);
    if (id === undefined || version === undefined || UpdateDate === undefined || at === undefined) {
      throw garbled('GetPolicy');
    }
    return { id, version, updatedAt: UpdateDate.getTime(), at };
  }

  /** The document of one version, parsed. @throws RevocationError */
  async document(version: string): Promise<unknown> {
    const command = new GetPolicyVersionCommand({ PolicyArn: this.#arn, VersionId: version });
    const { PolicyVersion } = await this.#send('GetPolicyVersion', command);
    try {
      // IAM gives documents URL-encoded (RFC 3986).
      return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
    } catch {
      throw garbled('GetPolicyVersion');
    }
  }

  /** The versions there are: at most five. @throws RevocationError */
  async versions(): Promise<PolicyVersions> {
    const command = new ListPolicyVersionsCommand({ PolicyArn: this.#arn });
    const { Versions = [] } = await this.#send('ListPolicyVersions', command);
    return {
      numbers: Versions.map(({ VersionId }) => versionNumber(VersionId)).sort((one, other) => one - other),
      current: Versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true)?.VersionId,
    };
  }

  /** Writes a version that takes effect at once, and answers its number; `null` when there are five already. @throws RevocationError */
  async create(text: string): Promise<number | null> {
    const command = new CreatePolicyVersionCommand({ PolicyArn: this.#arn, PolicyDocument: text, SetAsDefault: true });
    try {
      const { PolicyVersion } = await this.#send('CreatePolicyVersion', command);
      return versionNumber(PolicyVersion?.VersionId);
    } catch (error) {
      if (error instanceof RevocationError && nameOf(error.cause) === 'LimitExceededException') return null;
      throw error;
    }
  }

  /** Deletes a version, if it is still there and not the default one. @throws RevocationError */
  async remove(version: number): Promise<void> {
    const command = new DeletePolicyVersionCommand({ PolicyArn: this.#arn, VersionId: `v${version}` });
    try {
      await this.#send('DeletePolicyVersion', command);
    } catch (error) {
      const name = error instanceof RevocationError ? nameOf(error.cause) : '';
      if (name !== 'NoSuchEntityException' && name !== 'DeleteConflictException') throw error;
    }
  }

  close(): void {
    this.#iam.destroy();
  }

  async #send<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    operation: string,
    command: Parameters<typeof IAMClient.prototype.send<I, O>>[0],
  ): Promise<O> {
    const given = this.#timeout(callMs);
    const late = new Promise<never>((_resolve, reject) => {
      given.addEventListener('abort', () => reject(given.reason), { once: true });
    });
    try {
      return await Promise.race([this.#iam.send(command, { abortSignal: given }), late]);
    } catch (cause) {
      throw this.#told(operation, cause);
    }
  }

  #told(operation: string, cause: unknown): RevocationError {
    const name = nameOf(cause);
    if (name === 'AccessDenied' || name === 'AccessDeniedException') {
      return new RevocationError(
        'no-permission',
        `these credentials may not do iam:${operation} on ${this.#arn}. The service's task role may read it; only the ` +
          "deployment's revoker and deployer may change it",
        { cause },
      );
    }
    if (name === 'NoSuchEntityException') {
      return new RevocationError(
        'policy-absent',
        `there is no ${this.#arn}, or not the version asked for. Deploy the policy and attach it to both tenant roles, ` +
          'or mend LEASEHOLD_AWS_ACCOUNT, LEASEHOLD_AWS_PARTITION or LEASEHOLD_REVOCATIONS_POLICY',
        { cause },
      );
    }
    const why =
      name === 'CredentialsProviderError'
        ? 'there are no AWS credentials to ask it with'
        : `iam:${operation} failed (${name})`;
    return new RevocationError('iam-unavailable', `IAM could not be asked: ${why}`, { cause });
  }
}

/** @throws RevocationError */
function versionNumber(id: string | undefined): number {
  const digits = /^v([1-9][0-9]{0,14})$/.exec(id ?? '')?.[1];
  if (digits === undefined) throw garbled('the version id');
  return Number(digits);
}

function garbled(what: string): RevocationError {
  return new RevocationError('iam-unavailable', `IAM could not be asked: the answer to ${what} is not what IAM sends`);
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return /^[A-Za-z]{1,64}$/.test(name) ? name : 'unknown error';
}

function dateOf(response: unknown): number | null {
  const headers: unknown = typeof response === 'object' && response !== null ? Reflect.get(response, 'headers') : null;
  const text: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'date') : null;
  const date = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

import type { Clock, TenantCredentials } from '@leasehold/domain';
import { withTenantSession } from '../session/tenant-session.ts';
import { awsCallError, callMetadata } from './aws-call-error.ts';
import { domainError } from './domain-error.ts';
import { SessionRejectedError } from './session-rejected-error.ts';

/** One finished AWS call, for logs and metrics: never its input, its answer or its credentials. */
export interface AwsCallRecord {
  readonly service: 'dynamodb' | 'ssm';
  /** For example `GetItem`. */
  readonly operation: string;
  /** AWS's, of the last attempt; `null` when no answer came. */
  readonly requestId: string | null;
  readonly latencyMs: number;
  readonly attempts: number;
  /** `ok`, or AWS's error code. */
  readonly status: string;
}

export type OnAwsCall = (call: AwsCallRecord) => void;

/** Told of credentials that AWS no longer accepts, so that whoever remembers them forgets them. */
export type OnSessionRejected = (credentials: TenantCredentials) => void;

/** Sends every AWS call of the stores: in the tenant's session, timed and recorded, its failure in the domain's terms. */
export class AwsCalls {
  readonly #clock: Clock;
  readonly #onAwsCall: OnAwsCall;
  readonly #onSessionRejected: OnSessionRejected;

  constructor(clock: Clock, onAwsCall: OnAwsCall, onSessionRejected: OnSessionRejected) {
    this.#clock = clock;
    this.#onAwsCall = onAwsCall;
    this.#onSessionRejected = onSessionRejected;
  }

  /**
   * Runs `send` in the session of `credentials`. A failure whose AWS code is among `expected` is thrown as the SDK's own
   * error, for the caller to read what it needs and drop; any other as `domainError` maps it.
   */
  async run<Output extends { readonly $metadata: object }>(
    credentials: TenantCredentials,
    service: AwsCallRecord['service'],
    operation: string,
    send: () => Promise<Output>,
    expected: readonly string[] = [],
  ): Promise<Output> {
    const startedAt = this.#clock.now();
    const finish = (status: string, metadata: object): void => {
      const { requestId = null, attempts = 1 } = callMetadata(metadata);
      const latencyMs = Math.max(this.#clock.now() - startedAt, 0);
      this.#onAwsCall({ service, operation, requestId, latencyMs, attempts, status });
    };
    try {
      const output = await withTenantSession(credentials, send);
      finish('ok', output.$metadata);
      return output;
    } catch (thrown) {
      const failure = awsCallError(`${service}:${operation}`, thrown);
      finish(failure.awsCode, failure.$metadata);
      if (expected.includes(failure.awsCode)) throw thrown;
      const told = domainError(`${service}:${operation}`, thrown);
      if (told instanceof SessionRejectedError) this.#onSessionRejected(credentials);
      throw told;
    }
  }
}

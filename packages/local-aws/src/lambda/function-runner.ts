import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { AwsError } from '../endpoint/aws-error.ts';
import type { LiveSession } from '../iam/session-store.ts';
import { Environment, type InvocationResult } from './environment.ts';
import type { ExecutionRole } from './execution-role.ts';
import type { CheckedSettings } from './function-settings.ts';

export interface RunnerOptions {
  readonly settings: CheckedSettings;
  readonly arn: string;
  readonly region: string;
  readonly role: ExecutionRole;
  /** Where the function finds this account. */
  readonly endpoint: () => string;
  readonly delay: (ms: number) => Promise<void>;
  readonly onLine: (line: string) => void;
}

interface Warm {
  readonly environment: Environment;
  /** Its variables hold this session's keys; it is used no longer than they last, as Lambda retires environments. */
  readonly session: LiveSession;
}

/** Runs one function: an environment an invocation, kept warm for the next, never more at once than its concurrency. */
export class FunctionRunner {
  readonly #options: RunnerOptions;
  #idle: Warm[] = [];
  readonly #busy = new Set<Environment>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Whether one more would have to wait. */
  get full(): boolean {
    return this.#running >= this.#options.settings.concurrency;
  }

  /** Runs it when its turn comes. Never rejects: what goes wrong is the result. */
  async run(requestId: string, event: string): Promise<InvocationResult> {
    if (this.full) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await this.#run(requestId, event);
    } finally {
      // Whoever waits takes over the place, so that nobody who comes now can take it first.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Ends every environment; what runs in one fails. The next invocation starts cold. */
  async recycle(): Promise<void> {
    const all = [...this.#busy, ...this.#idle.map(({ environment }) => environment)];
    this.#idle = [];
    for (const environment of all) await environment.stop();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.recycle();
  }

  async #run(requestId: string, event: string): Promise<InvocationResult> {
    const { settings, arn } = this.#options;
    if (this.#closed) return failed('Runtime.ExitError', 'The account is closed');
    let warm: Warm;
    try {
      warm = await this.#take();
    } catch (error) {
      if (error instanceof AwsError) return failed(error.code, error.message);
      return failed('Runtime.InitError', error instanceof Error ? error.message : 'no environment');
    }
    const { environment } = warm;
    this.#busy.add(environment);
    const result = await environment.invoke({
      requestId,
      event,
      functionName: settings.name,
      functionArn: arn,
      timeoutMs: settings.timeoutMs,
    });
    this.#busy.delete(environment);
    if (!environment.over && !this.#closed) this.#idle.push(warm);
    return result;
  }

  async #take(): Promise<Warm> {
    for (;;) {
      const warm = this.#idle.pop();
      if (warm === undefined) break;
      if (warm.environment.over) continue;
      if (this.#options.role.lasts(warm.session)) return warm;
      await warm.environment.stop();
    }
    const session = this.#options.role.session();
    return { session, environment: this.#start(session) };
  }

  #start(session: LiveSession): Environment {
    const { settings, region, endpoint, delay, onLine } = this.#options;
    return new Environment({
      bundle: pathToFileURL(settings.bundleFile).href,
      exported: settings.handler.slice(settings.handler.lastIndexOf('.') + 1),
      memoryMb: settings.memoryMb,
      delay,
      onLine,
      variables: {
        ...settings.environment,
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint(),
        AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.', 1)[0]}.x`,
        AWS_LAMBDA_FUNCTION_NAME: settings.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${randomBytes(16).toString('hex')}`,
        _HANDLER: settings.handler,
        TZ: ':UTC',
      },
    });
  }
}

export function failed(errorType: string, errorMessage: string): InvocationResult {
  return { ok: false, failure: { errorType, errorMessage } };
}

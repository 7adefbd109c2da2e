import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Hop } from '../deliveries/delivery-rule.ts';
import type { Queues } from '../queue/queues.ts';
import { AsyncInvocations } from './async-invocations.ts';
import type { InvocationResult } from './environment.ts';
import type { ExecutionRole } from './execution-role.ts';
import { FailureDestination } from './failure-destination.ts';
import { FunctionRunner, failed } from './function-runner.ts';
import { type CheckedSettings, checkedSettings, type FunctionSettings } from './function-settings.ts';

export interface FunctionWorld {
  readonly region: string;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  readonly endpoint: () => string;
}

/** How often a function was tried, and what came of it. Attempts that an injected fault failed count too. */
export interface FunctionCounts {
  readonly attempts: number;
  readonly failures: number;
  /** Records for the on-failure queue that could not be sent. */
  readonly recordsLost: number;
}

const keptLines = 10_000;
const failing = new Set(['fail'] as const);

/** A function of the account. */
export class LocalFunction {
  readonly name: string;
  readonly arn: string;
  readonly role: ExecutionRole;
  readonly #settings: CheckedSettings;
  readonly #deliveries: Deliveries;
  readonly #runner: FunctionRunner;
  readonly #async: AsyncInvocations;
  readonly #destination: FailureDestination;
  #lines: string[] = [];
  #attempts = 0;
  #failures = 0;

  /** @throws RangeError for settings that Lambda would not take */
  constructor(settings: FunctionSettings, arn: string, role: ExecutionRole, world: FunctionWorld) {
    this.#settings = checkedSettings(settings);
    this.name = settings.name;
    this.arn = arn;
    this.role = role;
    this.#deliveries = world.deliveries;
    this.#runner = new FunctionRunner({
      settings: this.#settings,
      arn,
      region: world.region,
      role,
      endpoint: world.endpoint,
      delay: world.delay,
      onLine: (line) => this.#keep(line),
    });
    this.#destination = new FailureDestination(world.queues, role, settings.onFailureQueue);
    this.#async = new AsyncInvocations({
      settings: this.#settings,
      functionArn: arn,
      deliveries: world.deliveries,
      destination: this.#destination,
      now: world.now,
      delay: world.delay,
      attempt: (requestId, event) => this.attempt('async-to-function', requestId, event),
    });
  }

  /** Accepts an event for asynchronous invocation; the request id. */
  invokeAsync(event: unknown): string {
    return this.#async.accept(event);
  }

  /** Runs it once and waits, as a caller of RequestResponse does. Never rejects. */
  async invoke(requestId: string, event: unknown): Promise<InvocationResult> {
    return this.#counted(await this.#runner.run(requestId, JSON.stringify(event)));
  }

  /** One attempt on behalf of a delivery, which an injected fault may fail. */
  async attempt(hop: Hop, requestId: string, event: unknown): Promise<InvocationResult> {
    const rule = this.#deliveries.take({ hop, delivered: event, function: this.name, kinds: failing });
    return rule === null ? this.invoke(requestId, event) : this.failed('The function could not be run');
  }

  /** An attempt that an injected fault failed. */
  failed(message: string): InvocationResult {
    return this.#counted(failed('Injected.FunctionDown', message));
  }

  /** Whether a call on the wire would be refused for now. */
  get busy(): boolean {
    return this.#runner.full;
  }

  /** What it wrote, line by line, the last 10,000. */
  get logLines(): readonly string[] {
    return this.#lines;
  }

  get counts(): FunctionCounts {
    return { attempts: this.#attempts, failures: this.#failures, recordsLost: this.#destination.lost };
  }

  /** Ends its environments: what runs fails, and the next invocation starts cold. */
  recycle(): Promise<void> {
    return this.#runner.recycle();
  }

  async close(): Promise<void> {
    this.#async.close();
    await this.#runner.close();
  }

  #counted(result: InvocationResult): InvocationResult {
    this.#attempts += 1;
    if (!result.ok) this.#failures += 1;
    return result;
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length >= 2 * keptLines) this.#lines = this.#lines.slice(-keptLines);
    this.#settings.onLogLine(line);
  }
}

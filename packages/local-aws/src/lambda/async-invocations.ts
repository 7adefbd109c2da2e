import { randomUUID } from 'node:crypto';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Lane } from '../deliveries/lane.ts';
import type { InvocationResult } from './environment.ts';
import type { FailureDestination } from './failure-destination.ts';
import { type AsyncCondition, asyncFailureRecord } from './failure-record.ts';
import type { CheckedSettings } from './function-settings.ts';

export interface AsyncOptions {
  readonly settings: Pick<CheckedSettings, 'name' | 'maximumRetryAttempts' | 'maximumEventAgeMs'>;
  readonly functionArn: string;
  readonly deliveries: Deliveries;
  readonly destination: FailureDestination;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** One attempt. Never rejects. */
  readonly attempt: (requestId: string, event: unknown) => Promise<InvocationResult>;
}

interface Accepted {
  readonly requestId: string;
  readonly event: unknown;
  readonly acceptedAt: number;
}

/** Lambda waits a minute before the first retry, two before the second (Lambda developer guide, "Asynchronous invocation"). */
const waits = [60_000, 120_000] as const;

/**
 * A function's queue of asynchronous events: accepted at once, run in any order, retried by Lambda's rules, and reported to the
 * destination when given up.
 */
export class AsyncInvocations {
  readonly #options: AsyncOptions;
  readonly #lane: Lane;
  #closed = false;

  constructor(options: AsyncOptions) {
    this.#options = options;
    this.#lane = options.deliveries.lane('async-to-function', { function: options.settings.name });
  }

  /** The request id. What becomes of the event its sender never learns. */
  accept(event: unknown): string {
    const requestId = randomUUID();
    const accepted: Accepted = { requestId, event, acceptedAt: this.#options.now() };
    this.#lane.send(event, () => {
      const end = this.#options.deliveries.begin();
      void this.#handle(accepted).finally(end);
    });
    return requestId;
  }

  close(): void {
    this.#closed = true;
  }

  async #handle(accepted: Accepted): Promise<void> {
    const { settings, now, delay, attempt } = this.#options;
    let result: InvocationResult | null = null;
    for (let attempts = 0; !this.#closed; ) {
      if (now() - accepted.acceptedAt > settings.maximumEventAgeMs) {
        this.#giveUp(accepted, 'EventAgeExceeded', attempts, result);
        return;
      }
      result = await attempt(accepted.requestId, accepted.event);
      attempts += 1;
      if (result.ok || this.#closed) return;
      if (attempts > settings.maximumRetryAttempts) {
        this.#giveUp(accepted, 'RetriesExhausted', attempts, result);
        return;
      }
      await delay(waits[attempts - 1] ?? 0);
    }
  }

  #giveUp(accepted: Accepted, condition: AsyncCondition, attempts: number, result: InvocationResult | null): void {
    const { functionArn, destination, now } = this.#options;
    const given = { functionArn, requestId: accepted.requestId, attempts, now: now(), result };
    destination.send(asyncFailureRecord(given, condition, accepted.event));
  }
}

import { randomUUID } from 'node:crypto';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import type { DeliveryFaultKind } from '../../deliveries/delivery-rule.ts';
import { forLambda, type StoredRecord } from '../../streams/stream-record.ts';
import type { InvocationResult } from '../environment.ts';
import type { FailureDestination } from '../failure-destination.ts';
import { type BatchCondition, batchFailureRecord } from '../failure-record.ts';
import { failed } from '../function-runner.ts';
import type { LocalFunction } from '../local-function.ts';
import { firstFailed } from './first-failed.ts';
import type { CheckedMapping } from './mapping-settings.ts';

export interface ConsumerOptions {
  readonly settings: CheckedMapping;
  readonly function: Pick<LocalFunction, 'name' | 'arn' | 'invoke' | 'failed'>;
  readonly streamArn: string;
  readonly shardId: string;
  readonly deliveries: Deliveries;
  readonly destination: Pick<FailureDestination, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /** Whether Lambda may read the stream for the function now; waits until it may be asked again when not. */
  readonly mayRead: () => Promise<boolean>;
}

/** A record that waits for its turn, and what ends its being on the way. */
interface Waiting {
  readonly stored: StoredRecord;
  readonly end: () => void;
}

/** Part of a batch that is still to be done. */
interface Piece {
  readonly waiting: readonly Waiting[];
  /** Retries so far. */
  readonly retries: number;
  /** Attempts so far. */
  readonly attempts: number;
}

const hop = 'mapping-to-function';
const kinds: ReadonlySet<DeliveryFaultKind> = new Set(['drop', 'delay', 'duplicate', 'reorder', 'fail']);

/** Takes the records of one shard to the function, in their order: the next batch comes when the one before is done or given up. */
export class ShardConsumer {
  readonly #options: ConsumerOptions;
  #waiting: Waiting[] = [];
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Records that are neither done nor given up, those under way not counted. */
  get backlog(): number {
    return this.#waiting.length;
  }

  arrived(stored: StoredRecord): void {
    this.#waiting.push({ stored, end: this.#options.deliveries.begin() });
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    for (const { end } of this.#waiting) end();
    this.#waiting = [];
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#until(() => this.#waiting.length > 0);
      const { settings, delay, mayRead } = this.#options;
      if (settings.batchingWindowMs > 0 && this.#waiting.length < settings.batchSize) {
        let over = false;
        void delay(settings.batchingWindowMs).then(() => {
          over = true;
          this.#wake?.();
        });
        await this.#until(() => over || this.#waiting.length >= settings.batchSize);
      }
      if (this.#closed || !(await mayRead())) continue;
      await this.#process(this.#waiting.splice(0, settings.batchSize));
    }
  }

  /** Waits until it is so, or closed. */
  async #until(condition: () => boolean): Promise<void> {
    while (!this.#closed && !condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  async #process(batch: readonly Waiting[]): Promise<void> {
    const { settings, delay } = this.#options;
    const work: Piece[] = [{ waiting: batch, retries: 0, attempts: 0 }];
    let failures = 0;
    for (let piece = work.shift(); piece !== undefined; piece = work.shift()) {
      const fresh = this.#withoutExpired(piece);
      if (this.#closed || fresh.length === 0) {
        for (const { end } of fresh) end();
        continue;
      }
      const { result, from } = await this.#attempt(fresh);
      for (const { end } of fresh.slice(0, from)) end();
      const rest = fresh.slice(from);
      if (rest.length === 0) {
        failures = 0;
        continue;
      }
      failures += 1;
      const attempts = piece.attempts + 1;
      const exhausted = settings.maximumRetryAttempts >= 0 && piece.retries >= settings.maximumRetryAttempts;
      if (settings.bisectBatchOnFunctionError && (from > 0 || rest.length > 1)) {
        // Where the function said how far it came, that is where the batch is split; else in the middle.
        const parts = from > 0 ? [rest] : halves(rest);
        work.unshift(...parts.map((waiting) => ({ ...piece, attempts, waiting })));
      } else if (exhausted) {
        this.#giveUp(rest, 'RetryAttemptsExhausted', attempts, result);
        failures = 0;
        continue;
      } else {
        work.unshift({ waiting: rest, retries: piece.retries + 1, attempts });
      }
      if (!this.#closed) await delay(settings.retryDelayMs(failures));
    }
  }

  #withoutExpired(piece: Piece): readonly Waiting[] {
    const { settings, now } = this.#options;
    const oldest = now() - settings.maximumRecordAgeMs;
    const expired = piece.waiting.filter(({ stored }) => stored.createdAt < oldest);
    if (expired.length === 0) return piece.waiting;
    this.#giveUp(expired, 'RecordAgeExpired', piece.attempts, null);
    return piece.waiting.filter(({ stored }) => stored.createdAt >= oldest);
  }

  /** `from`: the first record that is not done; the number of records when all are. */
  async #attempt(waiting: readonly Waiting[]): Promise<{ readonly result: InvocationResult; readonly from: number }> {
    const { settings } = this.#options;
    const records = waiting.map(({ stored }) => stored);
    const result = await this.#invoke(records);
    if (!result.ok) return { result, from: 0 };
    const first = settings.reportBatchItemFailures ? firstFailed(result.payload, records) : null;
    return { result, from: first ?? records.length };
  }

  async #invoke(records: readonly StoredRecord[]): Promise<InvocationResult> {
    const { function: target, streamArn, deliveries, delay } = this.#options;
    const requestId = randomUUID();
    const event = { Records: records.map(({ record }) => forLambda(record, streamArn)) };
    const rule = deliveries.take({ hop, delivered: event, function: target.name, kinds });
    switch (rule?.kind) {
      case 'fail':
        return target.failed('The function could not be run');
      case 'drop':
        return { ok: true, payload: 'null' };
      case 'delay':
        await delay(rule.ms ?? 0);
        break;
      case 'duplicate':
        await target.invoke(requestId, event);
        break;
      case 'reorder':
        event.Records.reverse();
    }
    if (this.#closed) return failed('Runtime.ExitError', 'The account is closed');
    return target.invoke(requestId, event);
  }

  #giveUp(
    waiting: readonly Waiting[],
    condition: BatchCondition,
    attempts: number,
    result: InvocationResult | null,
  ): void {
    const { function: target, destination, now, shardId, streamArn } = this.#options;
    const records = waiting.map(({ stored }) => stored);
    const given = { functionArn: target.arn, requestId: randomUUID(), attempts, now: now(), result };
    destination.send(batchFailureRecord(given, condition, { shardId, streamArn, records }));
    for (const { end } of waiting) end();
  }
}

function halves<T>(list: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

import type { Clock } from '@leasehold/domain';
import type { ServiceLog } from '../logging/service-log.ts';

/** The least time between two lines. */
const restMs = 60_000;

/** Tells the log of failures of one kind, once a minute at most: when AWS is down, everything that is begun fails alike. */
export class SparseFailures {
  readonly #event: string;
  readonly #log: Pick<ServiceLog, 'failed'>;
  readonly #clock: Clock;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(event: string, log: Pick<ServiceLog, 'failed'>, clock: Clock) {
    this.#event = event;
    this.#log = log;
    this.#clock = clock;
  }

  readonly failed = (failure: unknown): void => {
    const now = this.#clock.now();
    if (now - this.#saidAt < restMs) return;
    this.#saidAt = now;
    this.#log.failed(this.#event, failure);
  };
}

import type { Clock } from '@leasehold/domain';
import type { ServiceLog } from '../logging/service-log.ts';

/** The least time between two lines. */
const restMs = 60_000;

/** Tells the log of refused callers: at once of the first, and once a minute at most of how many have come since. */
export class RefusalLines {
  readonly #log: Pick<ServiceLog, 'say'>;
  readonly #clock: Clock;
  #saidAt = Number.NEGATIVE_INFINITY;
  #refused = 0;

  constructor(log: Pick<ServiceLog, 'say'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** @param reason one of a fixed set of words */
  refused(reason: string): void {
    this.#refused += 1;
    const now = this.#clock.now();
    if (now - this.#saidAt < restMs) return;
    this.#saidAt = now;
    this.#log.say('warn', { event: 'refresh refused', reason, refused: this.#refused });
    this.#refused = 0;
  }
}

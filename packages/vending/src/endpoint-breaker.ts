import type { Clock } from '@leasehold/domain';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import type { VendingSettings } from './settings.ts';

/** What a call to an endpoint came to, where a failure that is the endpoint's own making is told from all others. */
export interface EndpointResult {
  readonly endpointAtFault: boolean;
}

export interface BreakerParts {
  readonly settings: Pick<VendingSettings, 'breakerFailures' | 'breakerMs' | 'maxBreakerMs'>;
  readonly clock: Clock;
  /** Of [0, 1). */
  readonly random: () => number;
}

/**
 * Leaves an endpoint alone that has failed several times in a row, lets one call try it after a while, and waits twice as
 * long when that fails. An answer of the endpoint, be it a refusal, ends the row.
 */
export class EndpointBreaker {
  readonly #policy: CircuitBreakerPolicy;
  #pause: Pause | null = null;

  constructor({ settings, clock, random }: BreakerParts) {
    const pause = (ms: number): Pause => {
      const next = () => pause(Math.min(ms * 2, settings.maxBreakerMs));
      this.#pause = new Pause(clock, ms * (1 - random() / 2), next);
      return this.#pause;
    };
    this.#policy = circuitBreaker(
      handleWhenResult((result) => (result as EndpointResult).endpointAtFault),
      {
        halfOpenAfter: { next: () => pause(settings.breakerMs) },
        breaker: new ConsecutiveBreaker(settings.breakerFailures),
      },
    );
  }

  /** Does `work`, which does not reject, or nothing: `null` while the endpoint is left alone or another call tries it. */
  async run<R extends EndpointResult>(work: () => Promise<R>): Promise<R | null> {
    // The library would keep every call waiting for the trial's end.
    if (this.#policy.state === CircuitState.HalfOpen) return null;
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return null;
      throw error;
    }
  }

  /** Whether calls are kept from the endpoint, or one tries it at the moment. */
  get isOpen(): boolean {
    return this.#policy.state !== CircuitState.Closed;
  }

  /** Milliseconds until a call may try the endpoint again; 0 when it may now. */
  get retryAfterMs(): number {
    return this.#policy.state === CircuitState.Closed ? 0 : (this.#pause?.leftMs ?? 0);
  }
}

/**
 * A wait by the injected clock. The library compares `duration` with a time of its own reckoning, the system clock's,
 * which tests do not turn and which may be put back by an hour: so this is all or nothing, by the time it is read.
 */
class Pause implements IBackoff<unknown> {
  readonly next: () => Pause;
  readonly #clock: Clock;
  readonly #from: number;
  readonly #ms: number;

  constructor(clock: Clock, ms: number, next: () => Pause) {
    this.next = next;
    this.#clock = clock;
    this.#from = clock.now();
    this.#ms = Math.ceil(ms);
  }

  get duration(): number {
    return this.leftMs > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  get leftMs(): number {
    const passed = this.#clock.now() - this.#from;
    // A clock that was put back: nobody knows how long it has been, and one call may find out.
    return passed < 0 ? 0 : Math.max(0, this.#ms - passed);
  }
}

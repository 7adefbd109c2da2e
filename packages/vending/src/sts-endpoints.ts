import type { STSClient } from '@aws-sdk/client-sts';
import { type Clock, UnavailableError } from '@leasehold/domain';
import type { EndpointBreaker } from './endpoint-breaker.ts';
import { failureClass } from './failure-class.ts';
import type { Schedule } from './schedule.ts';
import type { AnswerTimes } from './session-lifetime.ts';
import type { VendingSettings } from './settings.ts';
import type { StsOperation } from './sts-call-error.ts';
import { type StsFailure, stsFailure } from './sts-failure.ts';
import { StsLeftAloneError } from './sts-left-alone-error.ts';

/** One endpoint of STS, with the client for one issuer's tokens, or for the service's own credentials. */
export interface StsEndpoint {
  readonly client: STSClient;
  /** When an answer of this client was given. */
  readonly timesOf: (answer: object) => AnswerTimes;
  readonly breaker: EndpointBreaker;
}

export interface EndpointsParts {
  readonly settings: Pick<VendingSettings, 'stsTotalMs'>;
  readonly clock: Clock;
  readonly schedule: Schedule;
}

/** An answer and when it was given. */
export interface DatedAnswer<A> {
  readonly answer: A;
  readonly times: AnswerTimes;
}

/** Sends one command with a client; called once for each endpoint that is asked. */
export type Send<A> = (client: STSClient, options: { readonly abortSignal: AbortSignal }) => Promise<A>;

type Result<A> =
  | { readonly endpointAtFault: boolean; readonly dated: DatedAnswer<A> }
  | { readonly endpointAtFault: boolean; readonly failure: StsFailure };

/** With less time than this the fallback is not asked. */
const leastMs = 250;

/**
 * The regional STS, and another region's to fall back to. The fallback is asked, in the same call, when the first one is
 * left alone by its breaker or fails by its own making: down, unreachable, slow, garbled. What STS refuses or throttles is
 * not asked elsewhere. A session of one region is valid in all.
 */
export class StsEndpoints {
  readonly #endpoints: readonly StsEndpoint[];
  readonly #totalMs: number;
  readonly #clock: Clock;
  readonly #schedule: Schedule;

  /** The first of `endpoints` is the primary. */
  constructor(endpoints: readonly [StsEndpoint, ...StsEndpoint[]], { settings, clock, schedule }: EndpointsParts) {
    this.#endpoints = endpoints;
    this.#totalMs = settings.stsTotalMs;
    this.#clock = clock;
    this.#schedule = schedule;
  }

  /** @throws what {@link stsFailure} makes of a failure, within the total time; StsLeftAloneError when nobody was asked. */
  async ask<A extends object>(operation: StsOperation, send: Send<A>): Promise<DatedAnswer<A>> {
    const startedAt = this.#clock.now();
    let first: Error | null = null;
    for (const [index, endpoint] of this.#endpoints.entries()) {
      const leftMs = this.#totalMs - Math.max(0, this.#clock.now() - startedAt);
      if (first !== null && leftMs < leastMs) break;
      const others = this.#endpoints.length - index - 1;
      // An endpoint that hangs must leave time to ask the next.
      const result = await endpoint.breaker.run(() => this.#one(operation, endpoint, send, leftMs / (others + 1)));
      if (result === null) continue;
      if ('dated' in result) return result.dated;
      const { error } = result.failure;
      if (index === 0) {
        if (!result.endpointAtFault) throw error;
        first = error;
      } else if (isAboutCaller(error)) throw error;
      // A fallback that is set up wrongly must not turn a failure that passes into one that does not.
      else first ??= unavailable(this.#soonestMs(), error.cause);
    }
    throw first ?? new StsLeftAloneError(operation, this.#soonestMs());
  }

  async #one<A extends object>(
    operation: StsOperation,
    { client, timesOf }: StsEndpoint,
    send: Send<A>,
    ms: number,
  ): Promise<Result<A>> {
    const abort = new AbortController();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const callOff = this.#schedule(ms, () => {
      abort.abort();
      reject(Object.assign(new Error('no answer in the time for one vend'), { name: 'TimeoutError' }));
    });
    try {
      // The client is not relied on to stop in time, whatever it is doing.
      const answer = await Promise.race([send(client, { abortSignal: abort.signal }), late]);
      return { endpointAtFault: false, dated: { answer, times: timesOf(answer) } };
    } catch (thrown) {
      const failure = stsFailure(operation, thrown);
      return { endpointAtFault: failure.endpointAtFault, failure };
    } finally {
      callOff();
    }
  }

  /** When the first of the endpoints may be tried again. */
  #soonestMs(): number {
    return Math.max(1_000, Math.min(...this.#endpoints.map(({ breaker }) => breaker.retryAfterMs)));
  }

  /** Closes the connections. */
  close(): void {
    for (const { client } of this.#endpoints) client.destroy();
  }
}

function isAboutCaller(error: Error): boolean {
  const kind = failureClass(error);
  return kind === 'token' || kind === 'denied';
}

function unavailable(retryAfterMs: number, cause: unknown): UnavailableError {
  return new UnavailableError('AWS STS is throttling, slow or down', retryAfterMs, { cause });
}

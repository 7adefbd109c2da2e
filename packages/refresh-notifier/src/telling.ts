import type { RefreshRequest } from '@leasehold/contract';
import type { Clock } from '@leasehold/domain';
import type { Instance } from './discovery.ts';
import type { InstanceCalls } from './instance-calls.ts';
import type { InstanceResult } from './instance-result.ts';

/** One instance that is told all of `requests`, in order, over as many attempts as it takes. */
export class Telling {
  instance: Instance;
  readonly #requests: readonly RefreshRequest[];
  readonly #clock: Clock;
  readonly #startedAt: number;
  /** The first request that it has not acknowledged. */
  #next = 0;
  #attempts = 0;
  #code: string | undefined;
  #endedAt: number;

  constructor(instance: Instance, requests: readonly RefreshRequest[], clock: Clock) {
    this.instance = instance;
    this.#requests = requests;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#endedAt = this.#startedAt;
  }

  get isDone(): boolean {
    return this.#next === this.#requests.length;
  }

  /** What the last attempt failed with. */
  get code(): string | undefined {
    return this.#code;
  }

  /** Goes on where the last attempt stopped. Never throws. @param callMs the longest one call may take */
  async attempt(
    calls: Pick<InstanceCalls, 'refresh'>,
    token: string | null,
    callMs: number,
    endsAt: number,
  ): Promise<void> {
    this.#attempts += 1;
    for (;;) {
      const request = this.#requests[this.#next];
      if (request === undefined) break;
      const deadline = Math.min(this.#clock.now() + callMs, endsAt);
      const answer = await calls.refresh(this.instance.address, request, token, deadline);
      if (answer.kind === 'failed') {
        this.failed(answer.code);
        break;
      }
      this.#next += 1;
    }
    this.#endedAt = this.#clock.now();
  }

  failed(code: string): void {
    this.#code = code;
  }

  result(outcome: InstanceResult['outcome']): InstanceResult {
    return {
      instance: this.instance.id,
      outcome,
      attempts: this.#attempts,
      ...(this.#code === undefined ? {} : { code: this.#code }),
      tookMs: this.#endedAt - this.#startedAt,
    };
  }
}

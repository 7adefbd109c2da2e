import type { TokenVerifier } from '@leasehold/identity';

/** Runs `work` once, `ms` from now, and answers how to call it off. */
export type Schedule = (ms: number, work: () => void) => () => void;

/** Real time. Its timers keep no process alive. */
export const schedule: Schedule = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

const retryMs = 1_000;
const checkMs = 5_000;

/** Follows whether every issuer's keys are at hand, and asks for them again while they are not. */
export class KeyWatch {
  readonly #verifier: Pick<TokenVerifier, 'ready' | 'refreshKeys'>;
  readonly #schedule: Schedule;
  #callOff: (() => void) | undefined;
  #stopped = false;

  constructor(verifier: Pick<TokenVerifier, 'ready' | 'refreshKeys'>, after: Schedule) {
    this.#verifier = verifier;
    this.#schedule = after;
  }

  /** Resolves after the first attempt, whatever came of it; `onChange` hears the state then and whenever it changes. */
  async start(onChange: (ready: boolean, failure: unknown) => void): Promise<void> {
    let last: boolean | undefined;
    const check = async (): Promise<void> => {
      const failure = this.#verifier.ready() ? undefined : await this.#tryKeys();
      if (this.#stopped) return;
      const ready = this.#verifier.ready();
      if (ready !== last) onChange(ready, failure);
      last = ready;
      this.#callOff = this.#schedule(ready ? checkMs : retryMs, () => void check());
    };
    await check();
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
  }

  async #tryKeys(): Promise<unknown> {
    try {
      await this.#verifier.refreshKeys();
      return undefined;
    } catch (failure) {
      return failure;
    }
  }
}

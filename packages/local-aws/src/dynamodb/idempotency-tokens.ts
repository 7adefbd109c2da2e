import { AwsError } from '../endpoint/aws-error.ts';

/** AWS keeps a client request token for 10 minutes after the request that used it first. */
const lifetimeMs = 10 * 60 * 1000;

interface Used {
  readonly fingerprint: string;
  readonly at: number;
}

/**
 * The client request tokens of transactions that were done. A token belongs to the caller that sent it, so no caller can
 * learn which tokens another one uses. Holds a bounded number; beyond it the oldest is forgotten before its time.
 */
export class IdempotencyTokens {
  readonly #used = new Map<string, Used>();
  readonly #now: () => number;
  readonly #capacity: number;

  /** `now` in milliseconds since the epoch. */
  constructor(now: () => number, capacity = 100_000) {
    this.#now = now;
    this.#capacity = capacity;
  }

  /**
   * Whether this very request was done already.
   * @throws AwsError IdempotentParameterMismatchException when the token came with another request
   */
  alreadyDone(caller: string, token: string, fingerprint: string): boolean {
    const used = this.#used.get(nameOf(caller, token));
    if (used === undefined || this.#now() - used.at >= lifetimeMs) return false;
    if (used.fingerprint === fingerprint) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      400,
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  /** Remembers a request that was done. */
  done(caller: string, token: string, fingerprint: string): void {
    const now = this.#now();
    const name = nameOf(caller, token);
    this.#used.delete(name);
    this.#used.set(name, { fingerprint, at: now });
    // Oldest first, so what has expired is at the front.
    for (const [oldest, { at }] of this.#used) {
      if (now - at < lifetimeMs && this.#used.size <= this.#capacity) break;
      this.#used.delete(oldest);
    }
  }
}

function nameOf(caller: string, token: string): string {
  return `${caller} ${token}`;
}

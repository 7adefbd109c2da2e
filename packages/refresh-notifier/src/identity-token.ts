import { GetWebIdentityTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '@leasehold/domain';

/** How a call says who makes it: a token, or `null` where the connection's certificate does. */
export interface Identity {
  token(signal: AbortSignal): Promise<string | null>;
  /** The token was refused: the next one is a new one. */
  forget(): void;
}

/** Seconds a token lasts. The notifier's role may ask for no more. */
const lastsSeconds = 300;
/** A token is not used in its last minute: a call takes time, and clocks differ. */
const marginMs = 60_000;

/**
 * Tokens by which an instance knows this function's role (`sts:GetWebIdentityToken`): one for all instances, kept over invocations.
 * RS256, which costs an instance the least to verify.
 */
export class IdentityTokens implements Identity {
  readonly #sts: STSClient;
  readonly #audience: string;
  readonly #clock: Clock;
  #held: { readonly token: string; readonly until: number } | null = null;

  constructor(sts: STSClient, audience: string, clock: Clock) {
    this.#sts = sts;
    this.#audience = audience;
    this.#clock = clock;
  }

  /** @throws what the SDK throws */
  async token(signal: AbortSignal): Promise<string> {
    if (this.#held !== null && this.#clock.now() < this.#held.until) return this.#held.token;
    const asked = this.#clock.now();
    const { WebIdentityToken: token, Expiration } = await this.#sts.send(
      new GetWebIdentityTokenCommand({
        Audience: [this.#audience],
        SigningAlgorithm: 'RS256',
        DurationSeconds: lastsSeconds,
      }),
      { abortSignal: signal },
    );
    if (token === undefined) throw new Error('STS answered without a token');
    const expiresAt = Expiration?.getTime() ?? asked + lastsSeconds * 1_000;
    this.#held = { token, until: expiresAt - marginMs };
    return token;
  }

  forget(): void {
    this.#held = null;
  }
}

/** Of a function that shows its client certificate. */
export const byCertificate: Identity = { token: async () => null, forget: () => {} };

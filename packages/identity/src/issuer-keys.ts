import { type Clock, ResourceExhaustedError, UnavailableError } from '@leasehold/domain';
import type { JwksFetcher } from './fetch-jwks.ts';
import { type KeySet, keepsAll, parseKeySet } from './key-set.ts';
import { refusal } from './refusal.ts';

/** How long keys are believed, in milliseconds. */
interface KeyAges {
  /** Older keys are fetched again in the background, on use. */
  readonly refreshAfter: number;
  /** After an idle time this long, the next token waits for fresh keys: a withdrawn key is trusted no longer than this. */
  readonly waitAfter: number;
  /** Keys that could not be renewed for this long are dropped, even in an outage. */
  readonly dropAfter: number;
  /** No token causes a fetch for so long after a fruitless one, so that made-up key ids cannot flood the issuer. */
  readonly fetchInterval: number;
}

const keyAges: KeyAges = {
  refreshAfter: 5 * 60_000,
  waitAfter: 10 * 60_000,
  dropAfter: 24 * 60 * 60_000,
  fetchInterval: 10_000,
};

/**
 * One issuer's keys over time: rotation without a restart, outages without rejected tokens, withdrawn keys forgotten
 * within {@link KeyAges.waitAfter} while the issuer answers. Fetches are single-flight, so a late answer never replaces
 * a newer one.
 */
export class IssuerKeys {
  readonly #uri: URL;
  readonly #fetch: JwksFetcher;
  readonly #clock: Clock;
  readonly #onChange: (keys: KeySet) => void;
  readonly #maxWaiting: number;
  #waiting = 0;
  #keys: KeySet | null = null;
  #fetchedAt = 0;
  /** When a fetch last failed, or did not bring the key that was asked for. */
  #fruitlessAt = Number.NEGATIVE_INFINITY;
  #failed = false;
  #flight: Promise<void> | null = null;
  #withdrawals = 0;

  constructor(parts: {
    uri: URL;
    fetch: JwksFetcher;
    clock: Clock;
    /** Called with every set fetched, before it counts. */
    onChange: (keys: KeySet) => void;
    /** How many tokens may wait for a fetch. */
    maxWaiting: number;
  }) {
    this.#uri = parts.uri;
    this.#fetch = parts.fetch;
    this.#clock = parts.clock;
    this.#onChange = parts.onChange;
    this.#maxWaiting = parts.maxWaiting;
  }

  /** How often a key was gone from the next set, or replaced in it: what was verified before then stands no more. */
  get withdrawals(): number {
    return this.#withdrawals;
  }

  /** Whether there are keys to verify with. */
  get known(): boolean {
    return this.#keys !== null && this.#keys.size > 0 && this.#age() < keyAges.dropAfter;
  }

  /**
   * Whether what these keys verified still stands without waiting. Starts a background fetch when one is due, so calls
   * answered from memory keep the keys fresh too.
   */
  stand(): boolean {
    const age = this.#age();
    if (age >= keyAges.refreshAfter && this.#mayFetch()) void this.refresh();
    return age < keyAges.dropAfter && (age < keyAges.waitAfter || this.#failed);
  }

  /**
   * {@link prepare}, for a token that needs this key. @throws UnavailableError when the issuer could not be asked,
   * ResourceExhaustedError when as many wait for it as may, else UnauthenticatedError
   */
  async require(keyId: string): Promise<void> {
    await this.prepare(keyId);
    if (!this.has(keyId)) throw this.couldNotAsk() ? this.unavailable() : refusal('unknown-key');
  }

  /**
   * Waits for keys if `keyId` is unknown or the keys are too old, as far as {@link KeyAges} lets it.
   * @throws ResourceExhaustedError when as many wait already as may: with made-up key ids anybody can, for as long as the
   * issuer is slow
   */
  async prepare(keyId: string): Promise<void> {
    // A fetch that is under way already may have begun before the key was published.
    const earlier = this.#flight;
    if (this.stand() && this.has(keyId)) return;
    if (earlier === null && this.#flight === null && !this.#mayFetch()) return;
    if (this.#waiting >= this.#maxWaiting) {
      throw new ResourceExhaustedError('as many tokens wait for the keys of this issuer as may', 1_000);
    }
    this.#waiting += 1;
    try {
      await this.#fetched(keyId, earlier);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #fetched(keyId: string, earlier: Promise<void> | null): Promise<void> {
    if (earlier !== null) {
      await earlier;
      if (this.stand() && this.has(keyId)) return;
      if (this.#flight === null && !this.#mayFetch()) return;
    }
    await this.refresh();
    if (!this.has(keyId)) this.#fruitlessAt = this.#clock.now();
  }

  has(keyId: string): boolean {
    return this.known && this.#keys?.has(keyId) === true;
  }

  /** The answer for a key id that is not here: is it unknown to the issuer, or could the issuer not be asked? */
  couldNotAsk(): boolean {
    return this.#failed || this.#age() >= keyAges.dropAfter;
  }

  /** Fetches now. Never rejects; {@link known} and {@link couldNotAsk} tell how it went. */
  refresh(): Promise<void> {
    this.#flight ??= this.#load().finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  /** For a token that must wait for the issuer. Says nothing about the token. */
  unavailable(): UnavailableError {
    const wait = this.#fruitlessAt + keyAges.fetchInterval - this.#clock.now();
    return new UnavailableError('the keys of the token issuer are not available', Math.max(wait, 1_000));
  }

  async #load(): Promise<void> {
    try {
      const keys = parseKeySet(await this.#fetch(this.#uri));
      if (this.#keys !== null && !keepsAll(this.#keys, keys)) this.#withdrawals += 1;
      this.#onChange(keys);
      this.#keys = keys;
      this.#fetchedAt = this.#clock.now();
      this.#failed = false;
    } catch {
      // Unreachable, wrong status, or not a JWKS: all the same to us, the last good keys stay.
      this.#failed = true;
      this.#fruitlessAt = this.#clock.now();
    }
  }

  #mayFetch(): boolean {
    return this.#flight === null && this.#clock.now() - this.#fruitlessAt >= keyAges.fetchInterval;
  }

  #age(): number {
    return this.#keys === null ? Number.POSITIVE_INFINITY : this.#clock.now() - this.#fetchedAt;
  }
}

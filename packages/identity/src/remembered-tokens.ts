import { hash } from 'node:crypto';
import type { TenantId, VerifiedTenant } from '@leasehold/domain';
import { LRUCache } from 'lru-cache';
import type { IssuerKeys } from './issuer-keys.ts';

/** A verification that succeeded, and for how long its result may be given again. */
export interface Remembered {
  readonly verified: VerifiedTenant;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** The keys the token was verified with; while they stand, so does the result. */
  readonly keys: IssuerKeys;
}

/** Longest time a verification is believed, so that this memory is never the reason an old answer lives on. */
const maxAgeMs = 5 * 60_000;

/** Entries that are let go of with one that is added, at most: more than are added, and never a long pause. */
const maxLetGo = 50;

/**
 * Tokens that were verified lately, so that the same text is not verified twice. Successes only, at most `capacity`.
 * The key is the SHA-256 of the whole token, signature included: equal keys are equal tokens, and a heap dump's keys are
 * no credentials. Each verifier has its own memory, so what one accepts says nothing to another.
 *
 * Results hold their tokens, so what is too old to be given is not left lying until its place is needed: it leaves as others
 * come, the least used first.
 */
export class RememberedTokens {
  readonly #entries: LRUCache<string, Remembered & { readonly forgetAt: number; readonly withdrawals: number }>;

  constructor(capacity: number) {
    this.#entries = new LRUCache({ max: capacity });
  }

  /** The result for exactly this text if it still holds at `now`, or `null`. */
  recall(text: string, now: number): VerifiedTenant | null {
    const key = keyOf(text);
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    // Of its own issuer's keys: one issuer that replaces its keys at every turn must cost the others nothing.
    const isWithdrawn = entry.withdrawals !== entry.keys.withdrawals;
    if (isWithdrawn || now >= entry.forgetAt || now >= entry.verified.expiresAt) {
      this.#entries.delete(key);
      return null;
    }
    return now >= entry.notBefore && entry.keys.stand() ? entry.verified : null;
  }

  remember(text: string, entry: Remembered, now: number): void {
    this.#letGo(now);
    this.#entries.set(keyOf(text), { ...entry, withdrawals: entry.keys.withdrawals, forgetAt: now + maxAgeMs });
  }

  /** Looks at every token: for the moment a tenant is cut off, not for calls. */
  forgetTenant(tenant: TenantId): void {
    for (const [key, { verified }] of [...this.#entries.entries()]) {
      if (verified.tenant === tenant) this.#entries.delete(key);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What was not asked for in the longest time is at the end, and with it whatever nobody asks for any more. */
  #letGo(now: number): void {
    for (let gone = 0; gone < maxLetGo; gone += 1) {
      const oldest = this.#entries.rvalues().next().value;
      if (oldest === undefined || now < oldest.forgetAt) return;
      this.#entries.pop();
    }
  }
}

function keyOf(text: string): string {
  return hash('sha256', text, 'base64');
}

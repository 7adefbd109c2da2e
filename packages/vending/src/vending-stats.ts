/**
 * Why a session is kept no longer: `lru`: too many others were used since; `idle`: nobody used it; `expired`; `revoked`:
 * its tenant was purged or revoked; `refused`: AWS no longer accepts it.
 */
export type EvictionReason = 'lru' | 'idle' | 'expired' | 'revoked' | 'refused';

/** What the cache of sessions has done since it was made, and what it holds now. Every vend that is allowed is one of `hits`, `misses`, `staleServed` and `negativeHits`. */
export interface VendingStats {
  /** Served from the cache at once. */
  readonly hits: number;
  /** Waited for STS, whatever came of it. */
  readonly misses: number;
  /** Served in the mandatory window with the session held, because the renewal failed, backs off or takes too long. */
  readonly staleServed: number;
  /** Refused without asking, because STS refused the same a moment ago. */
  readonly negativeHits: number;
  /** Renewals of sessions that were still good. */
  readonly refreshesBegun: number;
  readonly refreshesFailed: number;
  readonly evicted: Readonly<Record<EvictionReason, number>>;
  /** Sessions held now. */
  readonly resident: number;
  /** Calls to the inner vendor that have not ended. */
  readonly flights: number;
}

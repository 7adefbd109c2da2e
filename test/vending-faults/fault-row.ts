import type { VendingMode, VendingSettings } from '@leasehold/vending';
import type { FaultWorld } from './fault-world.ts';

export const second = 1_000;
export const minute = 60_000;

/** Codes that a caller may see; any other fails the row. */
export type Codes = readonly string[];

/** How many there are of what a bound goes by. */
export interface RowCounts {
  readonly residents: number;
  /** Calls of the one tenant without a session. */
  readonly firstCalls: number;
}

/** One fault: how it is brought about, and what is promised under it. */
export interface FaultRow {
  readonly name: string;
  /** What is left of the residents' sessions when it begins. */
  readonly leftMs: number;
  /** How long it lasts. */
  readonly forMs: number;
  readonly mode?: VendingMode;
  readonly aheadMs?: number;
  readonly settings?: Partial<VendingSettings>;
  /** When the tokens that callers have at its beginning expire, from then; hours later unless said. */
  readonly tokensEndMs?: number;
  /** The caller without a session has a token that the issuer made just then, of this life; of an hour ago unless said. */
  readonly newTokenMs?: number;
  /** When the caller without a session first calls, from its beginning. */
  readonly newcomerFromMs?: number;
  readonly begin: (world: FaultWorld) => void | Promise<void>;
  readonly end?: (world: FaultWorld) => void | Promise<void>;
  /** Seen by callers whose tenant has a session when it begins. */
  readonly residents: Codes;
  /** Seen by callers whose tenant has none. */
  readonly newcomer: Codes;
  /** Attempts at STS from its beginning to the end of the row. */
  readonly atMost: (counts: RowCounts) => number;
  /** The longest that a caller without a session may wait; 0 unless said. */
  readonly waitAtMostMs?: number;
  /** How many calls are served stale at least, where it is chance which tenant's call an endpoint is tried with; exact elsewhere. */
  readonly staleAtLeast?: number;
  /** Why a session may end before it expires; never unless said. */
  readonly endsEarly?: 'AWS ended it';
}

/** What happened in one row. */
export interface RowResult {
  readonly residents: ReadonlyMap<string, number>;
  readonly newcomer: ReadonlyMap<string, number>;
  readonly staleServed: number;
  readonly longestWaitMs: { readonly residents: number; readonly newcomer: number };
  readonly attempts: number;
  readonly atMost: number;
  readonly endedEarly: number;
}

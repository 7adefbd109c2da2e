import type { StsOperation } from './sts-call-error.ts';
import type { ShedCause } from './tenant-share.ts';

/** One attempt at STS that has ended. */
export interface StsCall {
  readonly operation: StsOperation;
  readonly endpoint: 'primary' | 'fallback';
  readonly milliseconds: number;
  /** `ok`, or AWS's code of the error, or the class of a failure without an answer; a short word, never free text. */
  readonly outcome: string;
}

/**
 * Hears what cannot be counted afterwards: durations and levels. It is told neither tenant nor token, and must not throw.
 * Plain counts are in the vendor's `stats()`.
 */
export interface VendingObserver {
  stsCall(call: StsCall): void;
  /** A call waited so long for its turn at STS, in milliseconds. */
  budgetWait(milliseconds: number): void;
  /** A call was turned away rather than kept waiting. */
  shed(why: ShedCause): void;
  /** How much of what STS packs into a session the last answer used, in percent. */
  packedPolicySize(percent: number): void;
  /** AWS's clock minus this machine's, in milliseconds, as the last answer's date says. */
  clockSkew(milliseconds: number): void;
}

export const silentObserver: VendingObserver = {
  stsCall: () => undefined,
  budgetWait: () => undefined,
  shed: () => undefined,
  packedPolicySize: () => undefined,
  clockSkew: () => undefined,
};

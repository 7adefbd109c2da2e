import type { Revocations } from '@leasehold/policies';
import { merged } from './merged.ts';

/** Others wrote after the list was read and before this change was written, which so took theirs back. */
export interface Overwritten {
  /** What was written. */
  readonly written: Revocations;
  /** What should have been, theirs included. */
  readonly due: Revocations;
  /** The same without this change, for when there is no room for both. */
  readonly theirs: Revocations;
}

/** `next` was written on `base`, and `others` had been meanwhile. */
export function overwritten(
  base: Revocations,
  others: readonly Revocations[],
  next: Revocations,
  at: number,
): Overwritten {
  const withTheirs = (onto: Revocations): Revocations =>
    others.reduce((state, theirs) => merged(base, theirs, state, at), onto);
  return { written: next, due: withTheirs(next), theirs: withTheirs(base) };
}

/** What is owed to others, on the list as it is now. */
export function givenBack(now: Revocations, { written }: Overwritten, owed: Revocations, at: number): Revocations {
  return merged(written, now, owed, at);
}

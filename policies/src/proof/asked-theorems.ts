import type { DocumentName } from '../policy-set.ts';
import type { Theorem } from './theorem.ts';
import { theorems } from './theorems/all.ts';

export interface AskedTheorems {
  /** Names of the theorems to prove. */
  readonly only: readonly string[];
  /** Left out because their document is only offered and is not there. */
  readonly notAttached: readonly Theorem[];
}

/**
 * What to prove of a set without the documents in `missing`: the theorems that were named, or all but those about a
 * document that nobody has to have.
 */
export function askedTheorems(named: readonly string[] | undefined, missing: readonly DocumentName[]): AskedTheorems {
  if (named !== undefined) return { only: named, notAttached: [] };
  const isAsked = ({ offered }: Theorem): boolean => offered === undefined || !missing.includes(offered);
  return {
    only: theorems.filter(isAsked).map(({ name }) => name),
    notAttached: theorems.filter((theorem) => !isAsked(theorem)),
  };
}

import type { PolicySet } from '../policy-set.ts';
import { Solver } from '../proof/smt/solver.ts';
import { compareSets } from './compare-sets.ts';
import type { SetComparison } from './set-comparison.ts';

/** Compares two sets with a solver of its own. `onQuestion` hears how many questions were asked so far. */
export async function compareOnce(
  base: PolicySet,
  now: PolicySet,
  options: { readonly timeoutMs?: number; readonly onQuestion?: (number: number) => void } = {},
): Promise<SetComparison> {
  const { timeoutMs = 15_000, onQuestion } = options;
  const solver = await Solver.start(timeoutMs);
  try {
    return await compareSets(base, now, solver, onQuestion);
  } finally {
    solver.close();
  }
}

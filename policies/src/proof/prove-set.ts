import { actionsAsked } from '../actions/actions-asked.ts';
import { PolicyError } from '../policy-error.ts';
import type { PolicySet } from '../policy-set.ts';
import { checkTranslatable } from './check-translatable.ts';
import { proveTheorem, type TheoremResult } from './prove-theorem.ts';
import type { Question } from './question.ts';
import { Solver } from './smt/solver.ts';
import type { Theorem } from './theorem.ts';
import { theorems } from './theorems/all.ts';

export interface ProofOptions {
  /** Names of theorems; all of them when left out. */
  readonly only?: readonly string[];
  /** How long the solver may take for one question, in milliseconds; 30,000 when left out. */
  readonly timeoutMs?: number;
  readonly onQuestion?: (theorem: Theorem, question: Question, number: number) => void;
  readonly onResult?: (result: TheoremResult) => void;
}

/** No theorem is called so. */
class UnknownTheoremError extends PolicyError {
  readonly code = 'unknown-theorem';

  constructor(name: string) {
    super(`there is no theorem "${name}"; the theorems are: ${theorems.map((theorem) => theorem.name).join(', ')}`);
  }
}

/** Before anything is told of a proof that is none. @throws UnknownTheoremError for a name that is no theorem's */
export function knownTheorems(names: readonly string[] = []): void {
  const wrong = names.find((name) => theorems.every((theorem) => theorem.name !== name));
  if (wrong !== undefined) throw new UnknownTheoremError(wrong);
}

/** Proves the theorems of one set of documents, in order. @throws UnknownTheoremError, UntranslatableDocumentError */
export async function proveSet(set: PolicySet, options: ProofOptions = {}): Promise<readonly TheoremResult[]> {
  const { only, timeoutMs = 30_000, onQuestion, onResult } = options;
  knownTheorems(only);
  checkTranslatable(set);
  const wanted = theorems.filter(
    (theorem) => (only?.includes(theorem.name) ?? true) && theorem.concerns?.(set) !== false,
  );
  const actions = await actionsAsked(Object.values(set.documents));
  const solver = await Solver.start(timeoutMs);
  const results: TheoremResult[] = [];
  try {
    for (const theorem of wanted) {
      const result = await proveTheorem(theorem, set, actions, solver, (question, number) =>
        onQuestion?.(theorem, question, number),
      );
      results.push(result);
      onResult?.(result);
    }
  } finally {
    solver.close();
  }
  return results;
}

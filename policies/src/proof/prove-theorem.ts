import type { ServiceAction } from '../actions/service-actions.ts';
import type { PolicySet } from '../policy-set.ts';
import { type Counterexample, counterexampleOf } from './counterexample.ts';
import type { Question } from './question.ts';
import { and, no, yes } from './smt/formula.ts';
import type { Solver } from './smt/solver.ts';
import type { Unknowns } from './smt/unknowns.ts';
import type { Theorem } from './theorem.ts';

/** What became of one theorem. */
export interface TheoremResult {
  readonly theorem: string;
  readonly says: string;
  /** `unknown` counts as not proved. */
  readonly status: 'proved' | 'refuted' | 'unknown';
  /** Questions asked, and how many of them needed the solver: the others are false as soon as they are written down. */
  readonly questions: number;
  readonly solved: number;
  readonly milliseconds: number;
  readonly slowestMs: number;
  readonly counterexample?: Counterexample;
  /** What the solver could not answer. */
  readonly unanswered?: readonly string[];
}

/** How long to look for an example that is easily believed; without one, any will do. */
const believableMs = 3_000;

/**
 * Asks every question of the theorem and stops at the first one that can happen. One that cannot be asked, because the documents
 * or the deployment are like nothing it was written for, is `unknown`: never an error that hides what else was found.
 */
export async function proveTheorem(
  theorem: Theorem,
  set: PolicySet,
  actions: readonly ServiceAction[],
  solver: Solver,
  onQuestion: (question: Question, number: number) => void = () => {},
): Promise<TheoremResult> {
  const began = performance.now();
  let questions = 0;
  let solved = 0;
  let slowestMs = 0;
  const unanswered: string[] = [];
  const result = (status: TheoremResult['status'], counterexample?: Counterexample): TheoremResult => ({
    theorem: theorem.name,
    says: theorem.says,
    status,
    questions,
    solved,
    milliseconds: Math.round(performance.now() - began),
    slowestMs: Math.round(slowestMs),
    ...(counterexample === undefined ? {} : { counterexample }),
    ...(unanswered.length === 0 ? {} : { unanswered }),
  });
  const assumptions = new Map<string, Unknowns>();
  const refutation = async (): Promise<Counterexample | null> => {
    for (const question of theorem.questions(set, actions)) {
      const { about, unknowns, violation, witness } = question;
      questions += 1;
      onQuestion(question, questions);
      assumptions.set(unknowns.assumptions.map(({ term }) => term).join(' '), unknowns);
      if (violation === no) continue;
      solved += 1;
      const asked = performance.now();
      const answer = await solver.ask(unknowns, violation);
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      if (answer.kind !== 'never') {
        // An example that is easily believed may be found where the search for any one was given up.
        const believable = await solver.ask(unknowns, and(violation, ...unknowns.preferences), believableMs);
        for (const found of [believable, answer]) {
          const counterexample =
            found.kind === 'possible' ? counterexampleOf(theorem.name, witness, found.model) : null;
          if (counterexample !== null) return counterexample;
        }
      }
      if (answer.kind === 'possible') {
        unanswered.push(`${about}: z3 names a request that the policy engine decides otherwise`);
      }
      if (answer.kind === 'unknown') unanswered.push(`${about}: ${answer.why}`);
    }
    return null;
  };
  try {
    const counterexample = await refutation();
    if (counterexample !== null) return result('refuted', counterexample);
  } catch (error) {
    // What the others found is still to be told.
    unanswered.push(`it could not be asked: ${error instanceof Error ? error.message : String(error)}`);
    return result('unknown');
  }
  if (!(await anyPossible(assumptions.values(), solver))) {
    unanswered.push('whether anything was asked at all: the assumptions of every question contradict each other');
  }
  return result(unanswered.length === 0 ? 'proved' : 'unknown');
}

/** What cannot be is never allowed: a theorem whose sessions could not exist would be proved by mistake. */
async function anyPossible(assumptions: Iterable<Unknowns>, solver: Solver): Promise<boolean> {
  for (const unknowns of assumptions) if ((await solver.ask(unknowns, yes)).kind === 'possible') return true;
  return false;
}

import { loadCases } from '../cases/load-cases.ts';
import type { CaseFile } from '../cases/policy-case.ts';
import { trustMatrix } from '../cases/trust-matrix.ts';
import { type DocumentName, documentNames, type PolicySet } from '../policy-set.ts';
import type { TheoremResult } from '../proof/prove-theorem.ts';
import { renderPolicy } from '../render.ts';
import { type Equivalents, loadEquivalents, reasonsByName } from './equivalents.ts';
import { caseKiller } from './kill-by-cases.ts';
import { type Mutant, nameOf } from './mutant.ts';
import { mutantsOf } from './mutants-of.ts';
import { sameActionsTest } from './same-actions.ts';

/** What became of a mutant. `surviving` is the one that must not be. */
export type Fate = 'grammar' | 'case' | 'proof' | 'equivalent' | 'surviving';

export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** The case that told it apart, or the reason why nothing can or did; `null` where there is none to tell. */
  readonly by: string | null;
}

export interface MutationOptions {
  /** The cases to kill with; those of `policies/cases` unless given. */
  readonly cases?: readonly CaseFile[];
  readonly equivalents?: readonly Equivalents[];
  readonly documents?: readonly DocumentName[];
  /** What the proof says of a set. Asked for each mutant that no case kills and that is not listed. */
  readonly prove?: (set: PolicySet) => Promise<TheoremResult['status']>;
  readonly onJudged?: (judged: JudgedMutant) => void;
}

export interface MutationResult {
  readonly judged: readonly JudgedMutant[];
  /** Names listed as equivalent of which no mutant survived the cases: the list is out of date, or the name misspelt. */
  readonly stale: readonly string[];
}

/** The reason that is not in the list, because it is looked up. */
export const noFurtherAction = 'stands for the same actions of AWS as before, on these resources';

/**
 * Makes every mutant of every document of the sets and sees what tells it apart: the grammar of IAM, a case, or the proof. A
 * document that is alike in two sets is mutated once. The cases are written for `caseDeployment`, in each of its two modes.
 */
export async function runMutation(sets: readonly PolicySet[], options: MutationOptions = {}): Promise<MutationResult> {
  const {
    cases = [...loadCases(), trustMatrix()],
    equivalents = loadEquivalents(),
    documents = documentNames,
    prove,
  } = options;
  const reasons = reasonsByName(equivalents);
  const isSameActions = await sameActionsTest(sets);
  const judged: JudgedMutant[] = [];
  const used = new Set<string>();
  for (const [index, set] of sets.entries()) {
    const names = documents.filter((name) => !sets.slice(0, index).some((earlier) => sameDocument(earlier, set, name)));
    const kill = caseKiller(set, cases);
    for (const mutant of mutantsOf(set, names)) {
      const one = await judge(mutant);
      judged.push(one);
      options.onJudged?.(one);
    }

    async function judge(mutant: Mutant): Promise<JudgedMutant> {
      const killed = kill(mutant);
      if (killed !== null) return { mutant, fate: killed.by, by: killed.by === 'case' ? killed.name : null };
      const reason = reasons.get(nameOf(mutant));
      if (reason !== undefined) used.add(nameOf(mutant));
      if (reason !== undefined) return { mutant, fate: 'equivalent', by: reason };
      if (isSameActions(set, mutant)) return { mutant, fate: 'equivalent', by: noFurtherAction };
      const status = prove === undefined ? 'proved' : await prove(withMutant(set, mutant));
      if (status === 'refuted') return { mutant, fate: 'proof', by: null };
      // A solver that gives up has found nothing out.
      return { mutant, fate: 'surviving', by: status === 'unknown' ? 'the proof could not decide it' : null };
    }
  }
  const concerned = [...reasons.keys()].filter((name) => documents.some((document) => name.startsWith(`${document}/`)));
  return { judged, stale: concerned.filter((name) => !used.has(name)) };
}

/** The set with the mutant in its document's place. */
function withMutant(set: PolicySet, { document, mutated }: Mutant): PolicySet {
  return { ...set, documents: { ...set.documents, [document]: mutated } };
}

function sameDocument(one: PolicySet, other: PolicySet, name: DocumentName): boolean {
  return renderPolicy(one.documents[name]) === renderPolicy(other.documents[name]);
}

import type { Review } from './review.ts';

/** What one part of a review comes to. `read`: a person must judge it. `none`: not part of this run. */
export interface PartVerdict {
  readonly part: 'proof' | 'mutation' | 'lint' | 'changes';
  readonly state: 'good' | 'bad' | 'read' | 'none';
  /** The figure alone, and what it counts. */
  readonly figure: string;
  readonly label: string;
}

/** Each part in a few words, for the head of the review and the exit status of the command. */
export function verdictOf(review: Review): readonly PartVerdict[] {
  return [proofVerdict(review), changesVerdict(review), mutationVerdict(review), lintVerdict(review)];
}

/** Killed of all mutants that something could tell apart, as a whole percentage that is 100 only when none survived. */
export function mutationScore({ rows }: NonNullable<Review['mutation']>): number {
  const killed = rows.reduce((sum, row) => sum + row.killed, 0);
  const due = rows.reduce((sum, row) => sum + row.mutants - row.equivalent, 0);
  return due === 0 ? 0 : Math.floor((killed / due) * 100);
}

function proofVerdict({ proof }: Review): PartVerdict {
  if (proof === null) return { part: 'proof', state: 'none', figure: '–', label: 'no proof in this run' };
  const results = proof.flatMap((one) => one.results);
  const proved = results.filter(({ status }) => status === 'proved').length;
  const state = proved === results.length && proved > 0 ? 'good' : 'bad';
  return { part: 'proof', state, figure: `${proved} of ${results.length}`, label: 'theorems proved' };
}

function changesVerdict({ changes, base }: Review): PartVerdict {
  if (changes === null) return { part: 'changes', state: 'none', figure: '–', label: 'not compared with a base' };
  const undecided = changes.undecided?.length ?? 0;
  if (undecided > 0) {
    return { part: 'changes', state: 'bad', figure: String(undecided), label: 'kinds of requests not decided' };
  }
  const { length } = changes.newlyAllowed;
  const kinds = length === 1 ? 'kind of request' : 'kinds of requests';
  return {
    part: 'changes',
    state: length === 0 ? 'good' : 'read',
    figure: String(length),
    label: `${kinds} newly possible since ${base ?? 'the base'}`,
  };
}

function mutationVerdict({ mutation, failedCases }: Review): PartVerdict {
  const { length } = failedCases;
  if (length > 0) {
    const label = `${length === 1 ? 'case' : 'cases'} not decided as written`;
    return { part: 'mutation', state: 'bad', figure: String(length), label };
  }
  if (mutation === null) return { part: 'mutation', state: 'none', figure: '–', label: 'no mutation in this run' };
  const score = mutationScore(mutation);
  return {
    part: 'mutation',
    state: score === 100 && mutation.surviving.length + mutation.stale.length === 0 ? 'good' : 'bad',
    figure: `${score}\u00a0%`,
    label: 'of the mutants found out',
  };
}

function lintVerdict({ lint }: Review): PartVerdict {
  const errors = lint.findings.filter(({ level }) => level === 'error').length;
  const notes = lint.findings.length - errors;
  return {
    part: 'lint',
    state: errors === 0 ? 'good' : 'bad',
    figure: String(errors),
    label: `lint ${errors === 1 ? 'error' : 'errors'}, ${notes} ${notes === 1 ? 'note' : 'notes'}`,
  };
}

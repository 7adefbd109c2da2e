import { isChanged, type MachineryChanges, partsPhrase, theoremsPhrase } from '../machinery/machinery.ts';
import { count } from './html/number.ts';
import type { MutationTable, Review } from './review.ts';

/**
 * What one part of a review comes to. `act`: nothing is wrong, but something is to be done outside of the documents. `read`:
 * a person must judge it. `none`: not part of this run.
 */
export interface PartVerdict {
  readonly part: 'proof' | 'mutation' | 'cases' | 'lint' | 'changes' | 'machinery';
  readonly state: 'good' | 'bad' | 'act' | 'read' | 'none';
  /** The figure alone, and what it counts. */
  readonly figure: string;
  readonly label: string;
  /** What is wrong, to be done or to be read; or that nothing is. */
  readonly sentence: string;
}

/** Each part in a few words, for the head of the review and the exit status of the command. */
export function verdictOf(review: Review): readonly PartVerdict[] {
  const { machinery } = review;
  const parts = [proofVerdict(review), changesVerdict(review), mutationVerdict(review), lintVerdict(review)];
  return machinery === null ? parts : [...parts, machineryVerdict(machinery)];
}

/** Killed of all mutants that something could tell apart, as a whole percentage that is 100 only when none survived. */
export function mutationScore({ rows }: Pick<MutationTable, 'rows'>): number {
  const killed = rows.reduce((sum, row) => sum + row.killed, 0);
  const due = rows.reduce((sum, row) => sum + row.mutants - row.equivalent, 0);
  return due === 0 ? 0 : Math.floor((killed / due) * 100);
}

function proofVerdict({ proof }: Review): PartVerdict {
  const part = 'proof';
  if (proof === null) return absent(part, 'no proof in this run', 'The proof was not part of this run.');
  const all = proof.flatMap(({ mode, results }) => results.map(({ theorem, status }) => ({ mode, theorem, status })));
  const open = all.filter(({ status }) => status !== 'proved');
  const modes = proof.map(({ mode }) => mode).join(' and ');
  const common = { part, figure: `${all.length - open.length} of ${all.length}`, label: 'theorems proved' } as const;
  if (all.length === 0) return { ...common, state: 'bad', sentence: 'No theorem was asked.' };
  if (open.length === 0) return { ...common, state: 'good', sentence: `Every theorem is proved, in ${modes}.` };
  const names = open.map(({ theorem, mode }) => `${theorem} (${mode})`).join(', ');
  return { ...common, state: 'bad', sentence: `Not proved: ${names}.` };
}

function changesVerdict({ changes, base }: Review): PartVerdict {
  const part = 'changes';
  if (changes === null) return absent(part, 'not compared with a base', 'Nothing was compared: no base was given.');
  const undecided = changes.undecided?.length ?? 0;
  if (undecided > 0) {
    const sentence = 'Of these the solver could not say whether they became possible.';
    return { part, state: 'bad', figure: String(undecided), label: 'kinds of requests not decided', sentence };
  }
  const { length } = changes.newlyAllowed;
  const kinds = length === 1 ? 'kind of request' : 'kinds of requests';
  const common = {
    part,
    figure: String(length),
    label: `${kinds} newly possible since ${base ?? 'the base'}`,
  } as const;
  const unexplained = unexplainedPhrase(changes.unexplainedDocuments ?? []);
  if (length > 0) return { ...common, state: 'read', sentence: `Read whether each of them should be.${unexplained}` };
  const gone = changes.newlyDenied.length;
  const sentence = `No request became possible, ${gone === 0 ? 'and none' : `${gone} ${gone === 1 ? 'kind' : 'kinds'}`} impossible.`;
  return { ...common, state: unexplained === '' ? 'good' : 'read', sentence: `${sentence}${unexplained}` };
}

/** A text that changed to no effect is either the same in other words, or changed where nothing is asked. */
function unexplainedPhrase(documents: readonly string[]): string {
  if (documents.length === 0) return '';
  return ` But the text of ${documents.join(', ')} changed and none of this comes from it: read its diff.`;
}

function machineryVerdict(machinery: MachineryChanges): PartVerdict {
  const part = 'machinery';
  const files = machinery.parts.reduce((sum, one) => sum + one.files.length, 0);
  const label = `${files === 1 ? 'file' : 'files'} changed of what the results rest on`;
  const common = { part, figure: String(files), label } as const;
  if (!isChanged(machinery)) {
    return { ...common, state: 'good', sentence: 'Prover, cases and policy engine are those of the base.' };
  }
  const sentences = [partsPhrase(machinery), theoremsPhrase(machinery)].filter((phrase) => phrase !== '');
  const told = sentences.map((phrase) => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`);
  return { ...common, state: 'read', sentence: told.join(' ') };
}

function mutationVerdict({ mutation, failedCases }: Review): PartVerdict {
  const part = 'mutation';
  const { length } = failedCases;
  if (length > 0) {
    const label = `of the decided requests ${length === 1 ? 'is' : 'are'} decided otherwise now`;
    const sentence = 'Read each: approve the new decision, or mend the document. Mutation was not run.';
    return { part: 'cases', state: 'bad', figure: String(length), label, sentence };
  }
  if (mutation === null) return absent(part, 'no mutation in this run', 'Mutation was not part of this run.');
  const { rows, surviving, stale } = mutation;
  const score = mutationScore(mutation);
  const common = { part, figure: `${score}\u00a0%`, label: 'of the mutants found out' } as const;
  if (score < 100 || surviving.length + stale.length > 0) {
    const outdated = stale.length === 0 ? '' : `; ${count(stale.length)} listed as equivalent and not needed`;
    return { ...common, state: 'bad', sentence: `${count(surviving.length)} survived${outdated}.` };
  }
  const [killed, equivalent] = (['killed', 'equivalent'] as const).map((key) =>
    count(rows.reduce((sum, row) => sum + row[key], 0)),
  );
  return { ...common, state: 'good', sentence: `${killed} are; ${equivalent} more are equivalent, each for a reason.` };
}

function lintVerdict({ lint }: Review): PartVerdict {
  const part = 'lint';
  const errors = lint.findings.filter(({ level }) => level === 'error').length;
  const notes = lint.findings.filter(({ level }) => level === 'note');
  const label = `lint ${errors === 1 ? 'error' : 'errors'}, ${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`;
  const common = { part, figure: String(errors), label } as const;
  if (errors > 0) return { ...common, state: 'bad', sentence: 'A document breaks a rule.' };
  if (notes.length === 0) return { ...common, state: 'good', sentence: 'Every document keeps to every rule.' };
  const asked = [...Map.groupBy(notes, ({ advice }) => advice)].map(([advice, own]) => {
    const documents = [...new Set(own.map(({ document }) => document))].join(', ');
    return `${advice.replace(/\.$/, '')} (${documents}).`;
  });
  return { ...common, state: 'act', sentence: `No rule is broken, but: ${asked.join(' ')}` };
}

function absent(part: PartVerdict['part'], label: string, sentence: string): PartVerdict {
  return { part, state: 'none', figure: '–', label, sentence };
}

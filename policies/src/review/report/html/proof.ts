import type { TheoremResult } from '../../../proof/prove-theorem.ts';
import type { RenderedMode } from '../../rendered/rendered-files.ts';
import type { ModeProof, Review } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';
import { requestMarkup } from './request.ts';
import { notInThisRun, type Section } from './section.ts';
import { duration, solverTimes } from './solver-times.ts';
import { tableMarkup } from './table.ts';
import { type Theorem, theoremsOf } from './theorem.ts';

const words = {
  proved: ['good', '✓ proved'],
  refuted: ['bad', '✗ refuted'],
  unknown: ['bad', '? not proved'],
} as const satisfies Record<TheoremResult['status'], readonly [string, string]>;

/** What holds for all tenants, services, keys and paths there can be: a row a theorem, a column a trust mode. */
export function proofSection({ proof }: Review): Section {
  const title = 'Proof';
  if (proof === null) {
    const how = html`The proof was not part of this run. ${codeMarkup('policies prove')} runs it alone.`;
    return { id: 'proof', title, body: notInThisRun(how) };
  }
  const modes = proof.map(({ mode }) => mode);
  const theorems = theoremsOf(proof);
  const body = html`<p>From the documents below, word for word, with every tenant, service, key, path and action left open, for each way in which
sessions are opened. A theorem is proved when the solver finds that no request breaks it; what it cannot decide counts as not proved. Of the
questions of a theorem only those go to the solver that are not answered as soon as they are written down.</p>
${tableMarkup({
  kind: 'theorems',
  name: 'Theorems and their results',
  headings: ['Theorem', ...modes, 'Says'].map((text) => ({ text })),
  rows: theorems.map((theorem) => theoremRow(theorem, modes)),
})}
${proof.map(({ mode, results }) => results.map((result) => counterexampleMarkup(mode, result)))}
${solverTimes(theorems, modes)}`;
  return { id: 'proof', title, body };
}

function theoremRow({ name, says, results }: Theorem, modes: readonly ModeProof['mode'][]): Markup {
  return html`<tr><th scope="row">${codeMarkup(name)}</th>${modes.map((mode) => resultCell(results.get(mode)))}<td>${says}</td></tr>
`;
}

function resultCell(result: TheoremResult | undefined): Markup {
  if (result === undefined) return html`<td><span class="quiet">not asked</span></td>`;
  const { status, milliseconds, questions, solved, unanswered = [] } = result;
  const [state, text] = words[status];
  const open = unanswered.map((what) => html`<span class="unanswered">Not answered: ${what}</span>`);
  return html`<td><span class="badge ${state}">${text}</span> <span class="time">${duration(milliseconds)}</span>
<span class="size">${count(solved)} of ${count(questions)} to the solver</span>${open}</td>`;
}

function counterexampleMarkup(mode: RenderedMode, { theorem, counterexample }: TheoremResult): Markup | null {
  if (counterexample === undefined) return null;
  return html`<article class="change allowed"><h3>What breaks ${codeMarkup(theorem)}, ${mode}</h3>
<p class="such">This request is allowed and should not be:</p>${requestMarkup(counterexample)}</article>
`;
}

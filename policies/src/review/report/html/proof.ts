import type { TheoremResult } from '../../../proof/prove-theorem.ts';
import type { ModeProof, Review } from '../review.ts';
import { bar, barLine } from './bar.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';
import { requestMarkup } from './request.ts';
import { notInThisRun, type Section } from './section.ts';

const words = {
  proved: ['good', '✓ proved'],
  refuted: ['bad', '✗ refuted'],
  unknown: ['bad', '? not proved'],
} as const satisfies Record<TheoremResult['status'], readonly [string, string]>;

/** What holds for all tenants, services, keys and paths there can be. */
export function proofSection({ proof }: Review): Section {
  const title = 'Proof';
  if (proof === null) {
    const how = html`The proof was not part of this run. ${codeMarkup('policies prove')} runs it alone.`;
    return { id: 'proof', title, body: notInThisRun(how) };
  }
  const body = html`<p>From the documents below, word for word, with every tenant, service, key, path and action left open. A theorem is
proved when the solver finds that no request breaks it; what it cannot decide counts as not proved.</p>
${proof.map(modeMarkup)}`;
  return { id: 'proof', title, body };
}

function modeMarkup({ mode, results }: ModeProof): Markup {
  const most = Math.max(...results.map(({ milliseconds }) => milliseconds), 1);
  const total = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return html`<h3>${mode}</h3>
<table class="cards theorems"><thead><tr><th scope="col">Theorem</th><th scope="col">Says</th><th scope="col">Result</th><th scope="col" class="number">Questions</th></tr></thead>
<tbody>${results.map(theoremRow)}</tbody></table>
${results.map(counterexampleMarkup)}
<figure class="chart" role="group" aria-label="Solver time of each theorem, ${mode}">
<figcaption>Solver time, ${seconds(total)} together</figcaption>
${results.map(({ theorem, milliseconds }) =>
  barLine(codeMarkup(theorem), bar([{ amount: milliseconds, kind: 'measure' }], most), seconds(milliseconds)),
)}
</figure>
`;
}

function theoremRow({ theorem, says, status, questions, solved, unanswered = [] }: TheoremResult): Markup {
  const [state, text] = words[status];
  const open = unanswered.map((what) => html`<span class="unanswered">Not answered: ${what}</span>`);
  return html`<tr><th scope="row">${codeMarkup(theorem)}</th><td data-label="Says">${says}${open}</td>
<td data-label="Result"><span class="badge ${state}">${text}</span></td>
<td data-label="Questions" class="number">${count(questions)}${solved === questions ? null : html` <span class="quiet">(${count(solved)} to the solver)</span>`}</td></tr>
`;
}

function counterexampleMarkup({ theorem, counterexample }: TheoremResult): Markup | null {
  if (counterexample === undefined) return null;
  return html`<article class="change allowed"><h4>What breaks ${codeMarkup(theorem)}</h4>
<p class="such">This request is allowed and should not be:</p>${requestMarkup(counterexample)}</article>
`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

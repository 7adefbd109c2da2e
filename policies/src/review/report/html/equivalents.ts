import { noFurtherAction } from '../../../mutation/run-mutation.ts';
import type { MutationTable } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';

/** Mutants that nothing can tell apart, behind the reason of each; the commonest reason first. */
export function equivalentsMarkup({ equivalents }: MutationTable): Markup | null {
  if (equivalents.length === 0) return null;
  const lookedUp = equivalents.filter(({ reason }) => reason === noFurtherAction).length;
  const groups = [...Map.groupBy(equivalents, ({ reason }) => reason)].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  return html`<h3>Equivalent mutants</h3>
<p>${count(equivalents.length - lookedUp)} for a reason that somebody wrote down (${codeMarkup('policies/mutation/equivalents.json')}),
${count(lookedUp)} because AWS's list of actions has nothing more that they stand for. Each is named behind its reason, and in review.json under
mutation.equivalents.</p>
${groups.map(
  ([
    reason,
    own,
  ]) => html`<details class="reason"><summary><b>${count(own.length)}</b> ${reason === noFurtherAction ? `The pattern ${reason}.` : reason}</summary>
<ul>${own.map(({ mutant }) => html`<li>${codeMarkup(mutant)}</li>`)}</ul></details>
`,
)}`;
}

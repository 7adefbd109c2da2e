import type { MutationTable, Review } from '../review.ts';
import { mutationScore } from '../verdict.ts';
import { equivalentsMarkup } from './equivalents.ts';
import { html, type Markup } from './markup.ts';
import { kindTable, scoreTable } from './mutant-tables.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';
import { notInThisRun, type Section } from './section.ts';
import { totals } from './totals.ts';

/** Whether a slip of the hand in any line would be noticed. */
export function mutationSection({ mutation, failedCases }: Review): Section {
  const title = 'Mutation';
  if (failedCases.length > 0) return { id: 'cases', title: 'Cases', body: notAsWritten(failedCases) };
  if (mutation === null) {
    const how = html`Mutation was not part of this run. ${codeMarkup('policies mutate')} runs it alone.`;
    return { id: 'mutation', title, body: notInThisRun(how) };
  }
  const all = totals(mutation.rows);
  const body = html`<p>Every statement, action, resource and condition of every document is deleted, widened, renamed, weakened or inverted in turn. The grammar, a case or
the proof must notice. ${count(all.killed)} of ${count(all.mutants - all.equivalent)} mutants that anything could tell apart were found out
(${mutationScore(mutation)} %); ${count(all.equivalent)} more are equivalent, each for a reason below.</p>
${survivors(mutation)}
${scoreTable(mutation)}
${kindTable(mutation)}
${equivalentsMarkup(mutation)}`;
  return { id: 'mutation', title, body };
}

/** A case that is wrong from the start cannot tell a mutant apart. */
function notAsWritten(cases: Review['failedCases']): Markup {
  return html`<p><strong>These requests are kept with the decision that was once approved, and are decided otherwise now.</strong> Either the new decision is
wanted, and the cases (${codeMarkup('policies/cases')}) change with it, or a document is wrong. Mutation, which needs every case to be right, was not run.</p>
<ul class="survivors">${cases.map(({ name, complaint }) => html`<li>${name}: ${complaint}</li>`)}</ul>`;
}

function survivors({ surviving, stale }: MutationTable): Markup {
  const names = (title: string, all: readonly string[]) =>
    all.length === 0
      ? null
      : html`<h3>${title}</h3><ul class="survivors">${all.map((name) => html`<li>${codeMarkup(name)}</li>`)}</ul>`;
  const none = surviving.length === 0 ? html`<p class="none good">✓ No mutant survived.</p>` : null;
  return html`${none}${names('Survived', surviving)}${names('Listed as equivalent, and not needed', stale)}`;
}

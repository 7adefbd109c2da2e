import type { RequestChange, Review } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup, statementId } from './phrase.ts';
import { requestMarkup } from './request.ts';
import { notInThisRun, type Section } from './section.ts';

/** Which requests are decided otherwise than at the base. */
export function changesSection({ changes, base }: Review): Section {
  const title = 'What changed';
  if (changes === null) {
    const how = html`Not compared with another revision. ${codeMarkup('policies review --base <revision>')} adds this part.`;
    return { id: 'changes', title, body: notInThisRun(how) };
  }
  const { newlyAllowed, newlyDenied, undecided = [], changedDocuments, addedDocuments } = changes;
  const body = html`<p>Decided by the solver over all requests, not by comparing text: what ${codeMarkup(base ?? 'the base')} refused and this
revision allows, and the other way round.</p>
<p class="documents">${named('Changed', changedDocuments)} ${named('New', addedDocuments)}</p>
<h3>Became possible</h3>
${newlyAllowed.length === 0 ? html`<p class="none good">✓ No request became possible.</p>` : newlyAllowed.map((one) => changeMarkup(one, 'allowed'))}
<h3>Became impossible</h3>
${newlyDenied.length === 0 ? html`<p class="none">No request became impossible.</p>` : newlyDenied.map((one) => changeMarkup(one, 'denied'))}`;
  return { id: 'changes', title, body: html`${body}${undecidedMarkup(undecided)}` };
}

/** What is not known is not left out: no news would look like good news. */
function undecidedMarkup(undecided: readonly string[]): Markup | null {
  if (undecided.length === 0) return null;
  return html`<h3>Could not be decided</h3>
<p>Of these kinds of requests neither is known; read the text of the change.</p>
<ul>${undecided.map((kind) => html`<li>${kind}</li>`)}</ul>`;
}

function named(what: string, documents: readonly string[]): Markup {
  if (documents.length === 0) return html`${what}: none.`;
  return html`${what}: ${documents.map((name, index) => [index === 0 ? '' : ', ', codeMarkup(name)])}.`;
}

function changeMarkup(change: RequestChange, kind: 'allowed' | 'denied'): Markup {
  return html`<article class="change ${kind}"><h4>${change.explanation}</h4>${whereMarkup(change)}
<p class="such">For example:</p>${requestMarkup(change.example)}</article>
`;
}

function whereMarkup({ document, sid, mode }: RequestChange): Markup | null {
  const only = mode === undefined ? null : html` In the ${mode} mode.`;
  if (document === undefined) return only === null ? null : html`<p class="where">${only}</p>`;
  const name = sid === undefined ? document : statementId(document, sid);
  return html`<p class="where">By <a href="#${name}">${codeMarkup(name)}</a>.${only}</p>`;
}

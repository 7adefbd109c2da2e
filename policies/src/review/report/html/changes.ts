import type { RequestChange, Review } from '../review.ts';
import { machineryMarkup } from './machinery.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup, statementId } from './phrase.ts';
import { requestMarkup } from './request.ts';
import { notInThisRun, type Section } from './section.ts';

/** Which requests are decided otherwise than at the base. */
export function changesSection({ changes, base, documents, machinery }: Review): Section {
  const title = 'What changed';
  if (changes === null) {
    const how = html`Not compared with another revision. ${codeMarkup('policies review --base <revision>')} adds this part.`;
    return { id: 'changes', title, body: notInThisRun(how) };
  }
  const { newlyAllowed, newlyDenied, undecided = [], changedDocuments, addedDocuments } = changes;
  const unexplained = changes.unexplainedDocuments ?? [];
  const body = html`<p>Decided by the solver over all requests, not by comparing text: what ${codeMarkup(base ?? 'the base')} refused and this
revision allows, and the other way round.</p>
<p class="documents">${named('Changed', changedDocuments)} ${addedMarkup(addedDocuments, base)}</p>
${unexplainedMarkup(unexplained)}<h3>Became possible</h3>
${newlyAllowed.length === 0 ? html`<p class="none${unexplained.length === 0 ? ' good' : ''}">${unexplained.length === 0 ? '✓ ' : ''}No request became possible${unexplained.length === 0 ? '' : ' among those compared'}.</p>` : newlyAllowed.map((one) => changeMarkup(one, 'allowed', documents))}
<h3>Became impossible</h3>
${newlyDenied.length === 0 ? html`<p class="none">No request became impossible.</p>` : newlyDenied.map((one) => changeMarkup(one, 'denied', documents))}`;
  return { id: 'changes', title, body: html`${body}${undecidedMarkup(undecided)}${machineryMarkup(machinery)}` };
}

/** The comparison asks much and not everything, so a change without effect is not taken for none. */
function unexplainedMarkup(documents: readonly string[]): Markup | null {
  if (documents.length === 0) return null;
  const names = documents.map((name, index) => [index === 0 ? '' : ', ', codeMarkup(name)]);
  return html`<p class="unexplained"><strong>Read the diff of</strong> ${names}: the text changed, and nothing on this page comes from it. Either it says the
same in other words, or it changed where nothing is compared; ${codeMarkup('policies/proof.md')} says what is.</p>
`;
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

/** What a document that was not there did is said once, as every finding about it rests on that. */
function addedMarkup(documents: readonly string[], base: Review['base']): Markup {
  if (documents.length === 0) return named('New', documents);
  return html`${named('New', documents)} ${codeMarkup(base ?? 'The base')} does not have these and is compared as AWS decides without them: a
fence that is not attached stops nothing, and a policy that is not there grants nothing.`;
}

function changeMarkup(change: RequestChange, kind: 'allowed' | 'denied', documents: Review['documents']): Markup {
  return html`<article class="change ${kind}"><h4>${change.explanation}</h4>${whereMarkup(change, documents)}${statementMarkup(change)}
<p class="such">For example:</p>${requestMarkup(change.example)}</article>
`;
}

function statementMarkup({ statement }: RequestChange): Markup | null {
  if (statement === undefined || statement.was === statement.is) return null;
  const said = (text: string | null): string => text ?? 'no such statement';
  return html`<dl class="statement"><div><dt>Was</dt><dd>${said(statement.was)}</dd></div><div><dt>Is</dt><dd>${said(statement.is)}</dd></div></dl>`;
}

function whereMarkup(
  { document, sid, alongside = [], mode }: RequestChange,
  documents: Review['documents'],
): Markup | null {
  const only = mode === undefined ? html` In both modes.` : html` In the ${mode} mode.`;
  if (document === undefined) return html`<p class="where">${only}</p>`;
  const name = sid === undefined ? document : statementId(document, sid);
  const own = documents.filter((one) => one.name === document).flatMap(({ statements }) => statements);
  // A statement that was taken away is no part of this page.
  const isHere = sid === undefined || own.some((statement) => statement.sid === sid);
  const by = isHere ? html`<a href="#${name}">${codeMarkup(name)}</a>` : html`${codeMarkup(name)} of the base`;
  const others = alongside.map((other) => html`, with ${codeMarkup(other)}`);
  return html`<p class="where">By ${by}${others}.${only}</p>`;
}

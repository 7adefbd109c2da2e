import { documentKind } from '../../rendered/document-kind.ts';
import { renderedPath } from '../../rendered/rendered-files.ts';
import type { Review, ReviewedDocument, ReviewedStatement } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { breakable, codeMarkup, sentenceMarkup, statementId } from './phrase.ts';
import type { Section } from './section.ts';

/** Every statement of every document, in words and in JSON. */
export function documentsSection({ documents }: Review): Section {
  const body = html`<p>Each sentence is made from its statement alone; the statement itself is behind it, and in the file that is named with its
document. A call of a session is allowed when the role's policy, its boundary and the session policy all allow it and no document denies it. A SecureString takes a second call, which
Parameter Store makes to KMS for the session: the key policy must allow that one as well.</p>
<p class="index">${documents.map((one) => html`<a href="#${idOf(one)}">${idOf(one)}</a> `)}</p>
${documents.map(documentMarkup)}`;
  return { id: 'documents', title: 'Documents', body };
}

function documentMarkup(document: ReviewedDocument): Markup {
  const { name, modes, what, statements } = document;
  const [mode = 'web-identity'] = modes;
  return html`<article class="document" id="${idOf(document)}"><div class="about"><h3>${name}${modes.length === 1 ? tag('mode', `${mode} only`) : null}${attachedTag(document)}</h3>
<p class="purpose">${what} ${sizeOf(document)}</p>
<p class="file">${codeMarkup(`policies/rendered/${renderedPath(mode, name)}`)}</p></div>
<ol class="statements">${statements.map((one) => statementMarkup(document, one))}</ol></article>
`;
}

function tag(kind: 'mode' | 'outside', text: string): Markup {
  return html` <span class="tag ${kind}">${text}</span>`;
}

/** Nothing of it holds in an account whose organisation does not attach it. */
function attachedTag({ name }: ReviewedDocument): Markup | null {
  const kind = documentKind(name);
  return kind === 'scp' || kind === 'rcp' ? tag('outside', 'only where the organisation attaches it') : null;
}

/** The document alone, unless it is the assume-role mode's own. */
function idOf({ name, modes }: ReviewedDocument): string {
  return modes.includes('web-identity') ? name : `${name}-${modes[0] ?? ''}`;
}

function statementMarkup(
  document: ReviewedDocument,
  { sid, effect, sentence, parts, statement }: ReviewedStatement,
): Markup {
  return html`<li class="${effect === 'Allow' ? 'allow' : 'deny'}" id="${statementId(idOf(document), sid)}"><p class="sid"><code>${breakable(sid)}</code></p>
<div>${parts.conditions.length > 3 ? listMarkup(parts) : html`<p>${sentenceMarkup(sentence)}</p>`}<details><summary>JSON</summary><pre>${JSON.stringify(statement, null, 2)}</pre></details></div></li>
`;
}

/** A sentence of many conditions is easier to check as a list. */
function listMarkup({ permission, conditions }: ReviewedStatement['parts']): Markup {
  return html`<p>${sentenceMarkup(permission)}, when all of this holds:</p>
<ul class="conditions">${conditions.map((condition) => html`<li>${sentenceMarkup(condition)}</li>`)}</ul>`;
}

/** A session policy is measured with the longest legal names in it. */
function sizeOf({ characters, limit, raised, packed }: ReviewedDocument): Markup {
  if (characters > raised) {
    return html`<span class="quiet"><b class="bad">✗</b> ${count(characters)} characters; AWS takes no more than ${count(raised)}.</span>`;
  }
  if (characters > limit) {
    return html`<span class="outside"><b>!</b> ${count(characters)} characters; AWS takes ${count(limit)}, or ${count(raised)} when asked: have the quota raised first.</span>`;
  }
  const size = `${count(characters)} of ${count(limit)} characters`;
  const whole =
    packed === null ? `${size}.` : `${size} with the longest names, about ${packed}\u00a0% of the packed limit (?).`;
  return html`<span class="quiet">${whole}</span>`;
}

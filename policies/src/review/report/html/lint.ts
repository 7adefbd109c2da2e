import type { Review } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Section } from './section.ts';
import { tableMarkup } from './table.ts';

/** What every document must keep to, and where it does not. */
export function lintSection({ lint }: Review): Section {
  const body = html`<p>A note breaks no rule, but asks for something outside of the documents before they are deployed.</p>
${tableMarkup({
  kind: 'rules',
  name: 'Lint rules and what they found',
  headings: [{ text: 'Rule' }, { text: 'Demands' }, { text: 'Found' }],
  rows: lint.rules.map((rule) => ruleRow(rule, lint.findings)),
})}`;
  return { id: 'lint', title: 'Lint', body };
}

function ruleRow({ id, what, why }: Review['lint']['rules'][number], findings: Review['lint']['findings']): Markup {
  const own = findings.filter(({ rule }) => rule === id);
  return html`<tr><th scope="row">${codeMarkup(id)}</th><td>${what} <span class="quiet">${why}</span></td>
<td>${own.length === 0 ? html`<span class="badge good">✓ nothing</span>` : html`<ul class="findings">${own.map(findingMarkup)}</ul>`}</td></tr>
`;
}

function findingMarkup({ level, mode, document, sid, text, advice }: Review['lint']['findings'][number]): Markup {
  const where = `${mode}/${document}${sid === null ? '' : `/${sid}`}`;
  const badge =
    level === 'error' ? html`<span class="badge bad">✗ error</span>` : html`<span class="badge act">! note</span>`;
  return html`<li>${badge} ${codeMarkup(where)} ${text} ${advice}</li>`;
}

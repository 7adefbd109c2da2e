import type { Review } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Section } from './section.ts';

/** What every document must keep to, and where it does not. */
export function lintSection({ lint }: Review): Section {
  const body = html`<table class="cards rules"><thead><tr><th scope="col">Rule</th><th scope="col">Demands</th><th scope="col">Found</th></tr></thead>
<tbody>${lint.rules.map((rule) => ruleRow(rule, lint.findings))}</tbody></table>`;
  return { id: 'lint', title: 'Lint', body };
}

function ruleRow({ id, what, why }: Review['lint']['rules'][number], findings: Review['lint']['findings']): Markup {
  const own = findings.filter(({ rule }) => rule === id);
  return html`<tr><th scope="row">${codeMarkup(id)}</th><td data-label="Demands">${what} <span class="quiet">${why}</span></td>
<td data-label="Found">${own.length === 0 ? html`<span class="badge good">✓ nothing</span>` : html`<ul class="findings">${own.map(findingMarkup)}</ul>`}</td></tr>
`;
}

function findingMarkup({ level, mode, document, sid, text, advice }: Review['lint']['findings'][number]): Markup {
  const where = `${mode}/${document}${sid === null ? '' : `/${sid}`}`;
  const badge =
    level === 'error' ? html`<span class="badge bad">✗ error</span>` : html`<span class="badge note">note</span>`;
  return html`<li>${badge} ${codeMarkup(where)} ${text} ${advice}</li>`;
}

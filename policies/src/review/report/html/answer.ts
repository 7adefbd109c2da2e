import type { MatrixSheet } from '../../matrix/matrix.ts';
import type { Owner } from '../../matrix/owner.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';

/** The three questions that the tables below are looked up for, each answered from all of them. */
export function answerMarkup(matrix: readonly MatrixSheet[]): Markup {
  const limited = matrix.filter(({ session }) => session.policy === 'service');
  return html`<ul class="answers">${line("another tenant's data", matrix, 'other-tenant')}
${line("another service's data, by sessions limited to one", limited, 'other-service')}
${line('the own data, but without a tenant tag', matrix, 'no-tag')}</ul>`;
}

function line(what: string, sheets: readonly MatrixSheet[], owner: Owner): Markup {
  const asked = sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells[owner] ?? []));
  const allowed = asked.filter(({ effect }) => effect === 'allow').length;
  const [state, mark, figure] = allowed === 0 ? ['good', '✓', 'none'] : ['bad', '✗', count(allowed)];
  return html`<li><b class="${state}">${mark}</b> Of ${count(asked.length)} requests for ${what}, <b class="${state}">${figure}</b> ${allowed < 2 ? 'is' : 'are'} allowed.</li>`;
}

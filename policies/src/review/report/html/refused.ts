import type { Decider } from '../../matrix/decide-cell.ts';
import type { MatrixRow, MatrixSheet } from '../../matrix/matrix.ts';
import { owners } from '../../matrix/owner.ts';
import { actionMarkup, rowName } from './action.ts';
import { deciderMarkup, deciderText } from './decider.ts';
import { html, type Markup } from './markup.ts';
import { tableMarkup } from './table.ts';

/** The names of the rows that no session is allowed to anybody's data. */
export function refusedRows(matrix: readonly MatrixSheet[]): ReadonlySet<string> {
  const rows = matrix.flatMap((sheet) => sheet.rows);
  const allowed = new Set(rows.filter(isAllowedSomewhere).map(rowName));
  return new Set(rows.map(rowName).filter((name) => !allowed.has(name)));
}

/** What no session may do is told once, and not in every table. */
export function refusedMarkup(matrix: readonly MatrixSheet[], refused: ReadonlySet<string>): Markup | null {
  if (refused.size === 0) return null;
  const rows = matrix.flatMap((sheet) => sheet.rows.filter((row) => refused.has(rowName(row))));
  const byReason = Map.groupBy([...Map.groupBy(rows, rowName).values()], (own) => JSON.stringify(reasonsOf(own)));
  return html`<div class="sheet"><h3>Refused to everyone</h3>
<p class="sub">To every kind of session, whosever data it is.</p>
${tableMarkup({
  kind: 'matrix refused',
  name: 'Refused to every kind of session',
  headings: [{ text: 'Action' }, { text: 'By' }],
  rows: [...byReason.values()].map(reasonRow),
})}</div>
`;
}

/** Each group is one action of all sessions; together they are refused for the same reasons. */
function reasonRow(groups: readonly (readonly MatrixRow[])[]): Markup {
  const actions = groups.flatMap(([row]) => (row === undefined ? [] : [actionMarkup(row)]));
  const reasons = reasonsOf(groups.flat()).map((reason) => html`<span>${deciderMarkup(reason)}</span>`);
  return html`<tr><th scope="row">${actions}</th><td class="cell deny"><span class="in"><b role="img" aria-label="refused">✗</b>
<span class="by">${reasons}</span></span></td></tr>
`;
}

/** Both roles have most of their denials under the same name; that is told once. */
function reasonsOf(rows: readonly MatrixRow[]): readonly Decider[] {
  const deciders = rows.flatMap(({ cells }) => owners.flatMap((owner) => cells[owner]?.by ?? []));
  const byText = new Map(deciders.map((decider) => [deciderText(decider), decider]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, decider]) => decider);
}

function isAllowedSomewhere({ cells }: MatrixRow): boolean {
  return owners.some((owner) => cells[owner]?.effect === 'allow');
}

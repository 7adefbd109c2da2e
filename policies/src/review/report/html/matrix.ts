import type { Cell } from '../../matrix/decide-cell.ts';
import type { MatrixRow } from '../../matrix/matrix.ts';
import { type Owner, owners } from '../../matrix/owner.ts';
import type { SessionKind } from '../../matrix/session-kind.ts';
import type { Review } from '../review.ts';
import { actionMarkup, rowName } from './action.ts';
import { answerMarkup } from './answer.ts';
import { deciderMarkup } from './decider.ts';
import { html, type Markup } from './markup.ts';
import { refusedMarkup, refusedRows } from './refused.ts';
import type { Section } from './section.ts';
import { tableMarkup } from './table.ts';

const columns: Readonly<Record<Owner, string>> = {
  own: 'Own service',
  'other-service': 'Other service',
  shared: 'Shared',
  'other-tenant': 'Other tenant',
  'no-tag': 'Without a tag',
};

const inOrder: readonly Owner[] = ['own', 'other-service', 'shared', 'other-tenant', 'no-tag'].filter((name) =>
  owners.some((owner) => owner === name),
) as readonly Owner[];

const effects = {
  allow: ['allow', '✓', 'allowed'],
  'explicit-deny': ['deny', '✗', 'denied'],
  'implicit-deny': ['deny', '✗', 'refused'],
} as const satisfies Record<Cell['effect'], readonly [string, string, string]>;

const users = { reader: 'Reader', writer: 'Writer', admin: 'Admin' } as const;

const policies = {
  none: ['no session policy', 'What the holder of a token gets from STS directly.'],
  service: ['one service', 'As the service opens it for a caller who is limited to service orders.'],
  shared: ['shared configuration', "As the service opens it for the tenant's shared configuration."],
} as const satisfies Record<SessionKind['policy'], readonly [string, string]>;

/** What each kind of session may do, to whose data. */
export function matrixSection({ matrix }: Review): Section {
  const refused = refusedRows(matrix);
  const body = html`${answerMarkup(matrix)}
<p>Asked of the policy engine request by request, with role policy, boundary, session policy, table policy and key policy
together; the proof asks the same of all names. The session belongs to tenant <code>acme</code> and, where its session policy says so, to
service <code>orders</code>; the other tenant is <code>acme2</code>, the other service <code>billing</code>. Rows that are decided alike are put
together.</p>
<ul class="legend"><li class="cell allow"><b>✓</b> allowed, by one statement of each fence</li>
<li class="cell deny"><b>✗</b> denied by a statement, or refused because the nearest statement missed</li> <li class="cell empty"><b>·</b> there is no such data</li></ul>
${matrix.map(({ session, rows }) =>
  sheetMarkup(
    session,
    rows.filter((row) => !refused.has(rowName(row))),
  ),
)}
${refusedMarkup(matrix, refused)}`;
  return { id: 'sessions', title: 'What a session can do', body };
}

function sheetMarkup({ userRole, policy }: SessionKind, rows: readonly MatrixRow[]): Markup {
  const alike = Map.groupBy(rows, ({ cells }) => JSON.stringify(inOrder.map((owner) => lookOf(cells[owner]))));
  const [short, long] = policies[policy];
  const title = `${users[userRole]}, ${short}`;
  return html`<div class="sheet"><h3>${title}</h3>
<p class="sub">${long}${userRole === 'admin' ? ' An admin holds the writer role.' : ''}</p>
${tableMarkup({
  kind: 'matrix',
  name: title,
  headings: ['Action', ...inOrder.map((owner) => columns[owner])].map((text) => ({ text })),
  rows: [...alike.values()].map(groupRow),
})}</div>
`;
}

function groupRow(rows: readonly MatrixRow[]): Markup {
  const [first] = rows;
  return html`<tr><th scope="row">${rows.map(actionMarkup)}</th>${inOrder.map((owner) => cellMarkup(first?.cells[owner] ?? null))}</tr>
`;
}

function cellMarkup(cell: Cell | null): Markup {
  if (cell === null)
    return html`<td class="cell empty"><span class="in"><b role="img" aria-label="no such data">·</b></span></td>`;
  const [kind, mark, word] = effects[cell.effect];
  return html`<td class="cell ${kind}"><span class="in"><b role="img" aria-label="${word}">${mark}</b>
<span class="by">${cell.by.map((decider) => html`<span>${deciderMarkup(decider)}</span>`)}</span></span></td>`;
}

function lookOf(cell: Cell | null): unknown {
  return cell && [cell.effect, cell.by];
}

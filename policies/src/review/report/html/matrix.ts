import type { Cell, Decider } from '../../matrix/decide-cell.ts';
import type { MatrixRow, MatrixSheet } from '../../matrix/matrix.ts';
import { type Owner, owners } from '../../matrix/owner.ts';
import type { SessionKind } from '../../matrix/session-kind.ts';
import type { Review } from '../review.ts';
import { html, type Markup } from './markup.ts';
import { statementId } from './phrase.ts';
import type { Section } from './section.ts';

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

/** Condition keys and elements as a cell has room for them. */
const missedWords: Readonly<Record<string, string>> = {
  Action: 'no such action',
  Resource: 'other resource',
  'dynamodb:LeadingKeys': 'other leading key',
  'kms:EncryptionContext:PARAMETER_ARN': 'other parameter',
  'kms:ViaService': 'not by Parameter Store',
  'aws:PrincipalTag/UserRole': 'other user role',
};

/** What each kind of session may do, to whose data. */
export function matrixSection({ matrix }: Review): Section {
  const allowed = new Set(matrix.flatMap(({ rows }) => rows.filter(isAllowedSomewhere).map(nameOf)));
  const nobodys = new Set(matrix.flatMap(({ rows }) => rows.map(nameOf)).filter((name) => !allowed.has(name)));
  const body = html`<p>Asked of the policy engine request by request, with role policy, boundary, session policy, table policy and key policy
together. The session belongs to tenant <code>acme</code> and, where its session policy says so, to service <code>orders</code>; the other tenant is
<code>acme2</code>, the other service <code>billing</code>. Rows that are decided alike are put together.</p>
<p class="legend"><span class="cell allow"><b>✓</b> allowed, by one statement of each fence</span> <span class="cell deny"><b>✗</b> denied by a statement, or refused because
the nearest statement missed</span> <span class="cell empty"><b>·</b> there is no such data</span></p>
${matrix.map(({ session, rows }) =>
  sheetMarkup(
    session,
    rows.filter((row) => !nobodys.has(nameOf(row))),
  ),
)}
${refusedMarkup(matrix, nobodys)}`;
  return { id: 'sessions', title: 'What a session can do', body };
}

/** What no session may do to anybody's data is told once, and not in every table. */
function refusedMarkup(matrix: readonly MatrixSheet[], nobodys: ReadonlySet<string>): Markup | null {
  if (nobodys.size === 0) return null;
  const rows = matrix.flatMap((sheet) => sheet.rows.filter((row) => nobodys.has(nameOf(row))));
  const byReason = Map.groupBy([...Map.groupBy(rows, nameOf).values()], (own) => JSON.stringify(reasonsOf(own)));
  const lines = [...byReason.values()].map((groups) => ({
    actions: groups.flatMap(([row]) => (row === undefined ? [] : [row])),
    reasons: reasonsOf(groups.flat()),
  }));
  return html`<div class="sheet"><h3>Refused to every session, whoever's data it is</h3>
<table class="cards matrix refused"><thead><tr><th scope="col">Action</th><th scope="col">By</th></tr></thead>
<tbody>${lines.map(
    ({
      actions,
      reasons,
    }) => html`<tr><th scope="row">${actions.map(actionMarkup)}</th><td class="cell deny"><span class="in"><b aria-label="refused">✗</b>
<span class="by">${reasons.map((reason) => html`<span>${deciderMarkup(reason)}</span>`)}</span></span></td></tr>
`,
  )}</tbody></table></div>
`;
}

/** Both roles have most of their denials under the same name; that is told once. */
function reasonsOf(rows: readonly MatrixRow[]): readonly Decider[] {
  const deciders = rows.flatMap(({ cells }) => inOrder.flatMap((owner) => cells[owner]?.by ?? []));
  const byText = new Map(deciders.map((decider) => [deciderText(decider), decider]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, decider]) => decider);
}

function isAllowedSomewhere({ cells }: MatrixRow): boolean {
  return inOrder.some((owner) => cells[owner]?.effect === 'allow');
}

function nameOf({ action, how }: MatrixRow): string {
  return `${action} ${how ?? ''}`;
}

/** A statement's name may break where a new word begins. */
function breakable(text: string): Markup {
  return html`${text.split(/(?<=[a-z])(?=[A-Z])/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`))}`;
}

function sheetMarkup(session: SessionKind, rows: readonly MatrixRow[]): Markup {
  const groups = [
    ...Map.groupBy(rows, ({ cells }) => JSON.stringify(inOrder.map((owner) => lookOf(cells[owner])))).values(),
  ];
  return html`<div class="sheet"><h3>${titleOf(session)}</h3>
<table class="cards matrix"><thead><tr><th scope="col">Action</th>${inOrder.map((owner) => html`<th scope="col">${columns[owner]}</th>`)}</tr></thead>
<tbody>${groups.map(groupRow)}</tbody></table></div>
`;
}

function groupRow(rows: readonly MatrixRow[]): Markup {
  const [first] = rows;
  return html`<tr><th scope="row">${rows.map(actionMarkup)}</th>${inOrder.map((owner) => cellMarkup(owner, first?.cells[owner] ?? null))}</tr>
`;
}

function actionMarkup({ action, how }: MatrixRow): Markup {
  const [service = '', name = ''] = action.split(':');
  return html`<span class="action"><span class="service">${service}:</span>${name}${how === null ? null : html` <span class="quiet">${how}</span>`}</span> `;
}

function cellMarkup(owner: Owner, cell: Cell | null): Markup {
  if (cell === null)
    return html`<td data-label="${columns[owner]}" class="cell empty"><span class="in"><b aria-label="no such data">·</b></span></td>`;
  const [kind, mark, word] = effects[cell.effect];
  return html`<td data-label="${columns[owner]}" class="cell ${kind}"><span class="in"><b aria-label="${word}">${mark}</b>
<span class="by">${cell.by.map((decider) => html`<span>${deciderMarkup(decider)}</span>`)}</span></span></td>`;
}

/** Points at the sentence of the statement. */
function deciderMarkup(decider: Decider): Markup {
  const { document, fence, sid } = partsOf(decider);
  const target = sid === undefined ? document : statementId(document, sid);
  const name = sid === undefined ? null : html` <span class="sid">${breakable(sid)}</span>`;
  return html`<a href="#${target}">${fence}${name}${missedText(decider)}</a>`;
}

/** What a reader sees of it: in both roles and all session policies most statements go by the same name. */
function deciderText(decider: Decider): string {
  const { fence, sid } = partsOf(decider);
  return `${fence} ${sid ?? ''}${missedText(decider)}`;
}

function partsOf({ statement }: Decider): {
  readonly document: string;
  readonly fence: string;
  readonly sid: string | undefined;
} {
  const [document = '', sid] = statement.split('/');
  const fence = document
    .replace(/^tenant-(reader|writer)$/, 'role')
    .replace(/^session-.*$/, 'session')
    .replace(/^[a-z]+-(boundary|table|key)$/, '$1');
  return { document, fence, sid };
}

function missedText({ missed }: Decider): string {
  return missed === null ? '' : `: ${missedWords[missed] ?? missed}`;
}

function lookOf(cell: Cell | null): unknown {
  return cell && [cell.effect, cell.by];
}

function titleOf({ userRole, policy }: SessionKind): string {
  const user = { reader: 'A reader', writer: 'A writer', admin: 'An admin (writer role)' }[userRole];
  const session = {
    none: 'without a session policy: what a token gets at STS directly',
    service: 'limited to one service',
    shared: 'limited to shared configuration',
  }[policy];
  return `${user}, ${session}`;
}

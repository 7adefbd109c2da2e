import type { Decider } from '../../matrix/decide-cell.ts';
import { html, type Markup } from './markup.ts';
import { breakable, statementId } from './phrase.ts';

/** Condition keys and elements as a cell has room for them. */
const missedWords: Readonly<Record<string, string>> = {
  Action: 'no such action',
  Resource: 'other resource',
  'dynamodb:LeadingKeys': 'other leading key',
  'kms:EncryptionContext:PARAMETER_ARN': 'other parameter',
  'kms:ViaService': 'not by Parameter Store',
  'aws:PrincipalTag/UserRole': 'other user role',
};

/** What decided a request, as a link to the sentence of the statement. */
export function deciderMarkup(decider: Decider): Markup {
  const { document, fence, sid } = partsOf(decider);
  const target = sid === undefined ? document : statementId(document, sid);
  const name = sid === undefined ? null : html` <span class="sid">${breakable(sid)}</span>`;
  return html`<a href="#${target}">${fence}${name}${missedText(decider)}</a>`;
}

/** What a reader sees of it: in both roles and all session policies most statements go by the same name. */
export function deciderText(decider: Decider): string {
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

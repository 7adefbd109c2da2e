import { html, type Markup } from './markup.ts';

/** Where a statement stands in the page. */
export function statementId(document: string, sid: string): string {
  return `${document}/${sid}`;
}

/** A generated sentence: what it does first, and what the session brings in (`<the session's TenantId>`) set apart. */
export function sentenceMarkup(text: string): Markup {
  const [, verb = '', rest = text] = /^(Allows|Denies|Lets)( .*)$/.exec(text) ?? [];
  const parts = rest.split(/(<[^<>]+>)/).map((part) => (/^<.*>$/.test(part) ? html`<var>${part}</var>` : part));
  return html`<strong>${verb}</strong>${parts}`;
}

/** A name that must not be broken just anywhere: it may break after a colon, a slash or a dash. */
export function codeMarkup(text: string): Markup {
  const parts = text.split(/(?<=[:/|_-])/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`));
  return html`<code>${parts}</code>`;
}

/** A name of several words may break where a new word begins. */
export function breakable(text: string): Markup {
  return html`${text.split(/(?<=[a-z])(?=[A-Z])/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`))}`;
}

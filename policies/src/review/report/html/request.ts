import type { RequestExample } from '../review.ts';
import { type Content, html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';

/** One concrete request: who asks, for what, with which context. */
export function requestMarkup({ role, tags, sessionPolicy, tenant, other, otherService, ask }: RequestExample): Markup {
  const session: readonly (readonly [string, Content])[] = [
    ['Role', role],
    ['Tags', pairs(tags)],
    [
      'Session policy',
      sessionPolicy === null
        ? 'none: opened at STS directly'
        : `${sessionPolicy.access}, ${sessionPolicy.service === null ? 'shared' : `service ${sessionPolicy.service}`}`,
    ],
    ['Tenant', tenant === null ? 'any' : codeMarkup(tenant)],
  ];
  const rows: readonly (readonly [string, Content])[] = [
    // Who else it is stands in the context.
    ...(role === null ? [] : session),
    ...(other === null ? [] : [['Reaches tenant', codeMarkup(other)] as const]),
    ...(otherService === null ? [] : [['Reaches service', codeMarkup(otherService)] as const]),
    ['Action', codeMarkup(ask.action)],
    ['Resource', codeMarkup(ask.resource)],
    ['Context', pairs(ask.context)],
  ];
  return html`<dl class="request">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function pairs(values: Readonly<Record<string, string | readonly string[]>>): Content {
  const all = Object.entries(values);
  if (all.length === 0) return 'none';
  return all.map(
    ([key, value]) => html`<span class="pair">${codeMarkup(key)} = ${codeMarkup(JSON.stringify(value))}</span> `,
  );
}

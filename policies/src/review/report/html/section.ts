import { type Content, html, type Markup } from './markup.ts';

/** One part of the report. The id is what the table of contents points at. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export function sectionMarkup({ id, title, body }: Section): Markup {
  return html`<section id="${id}"><h2>${title}</h2>
${body}
</section>
`;
}

/** A part that this run has nothing for says so, and how to get it. */
export function notInThisRun(what: Content): Markup {
  return html`<p class="absent">${what}</p>`;
}

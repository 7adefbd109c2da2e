import { type Content, html, type Markup } from './markup.ts';

/** The head of a column. `number`: its figures stand at the right. */
export interface Heading {
  readonly text: Content;
  readonly number?: true;
}

export interface TableParts {
  /** The class that styles it. */
  readonly kind: string;
  /** Said to who cannot see what stands above it. */
  readonly name: string;
  readonly headings: readonly Heading[];
  /** Each row with a `th scope="row"` first. */
  readonly rows: Content;
  readonly foot?: Content;
}

/** A table in a box of its own: where the screen is too narrow for it, the box scrolls (by keyboard too) and the page does not. */
export function tableMarkup({ kind, name, headings, rows, foot = null }: TableParts): Markup {
  const heads = headings.map(({ text, number }) =>
    number ? html`<th scope="col" class="number">${text}</th>` : html`<th scope="col">${text}</th>`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table class="${kind}">
<thead><tr>${heads}</tr></thead>
<tbody>${rows}</tbody>${foot === null ? null : html`<tfoot>${foot}</tfoot>`}
</table></div>
`;
}

import type { MatrixRow } from '../../matrix/matrix.ts';
import { html, type Markup } from './markup.ts';
import { breakable } from './phrase.ts';

/** What sets one row of the matrix apart from the others. */
export function rowName({ action, how }: MatrixRow): string {
  return `${action} ${how ?? ''}`;
}

/** The action of a row, its service set apart, and how it is asked. */
export function actionMarkup({ action, how }: MatrixRow): Markup {
  const [service = '', name = ''] = action.split(':');
  return html`<span class="action"><span class="service">${service}:</span><wbr><span class="name">${breakable(name)}</span>${how === null ? null : html` <span class="quiet">${how}</span>`}</span> `;
}

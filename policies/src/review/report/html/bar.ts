import { type Content, html, type Markup } from './markup.ts';

/** A stretch of a bar: how much of the whole, and the class that colours it. */
export interface Stretch {
  readonly amount: number;
  readonly kind: 'measure' | 'second' | 'killed' | 'equivalent' | 'surviving';
}

/**
 * A bar as inline SVG that takes any width; its words stand beside it in HTML, where they stay readable on a telephone.
 * A stretch above zero is never too thin to see.
 */
export function bar(stretches: readonly Stretch[], whole: number): Markup {
  let from = 0;
  const parts = stretches.flatMap(({ amount, kind }): readonly Markup[] => {
    if (amount <= 0 || whole <= 0) return [];
    const width = Math.max((amount / whole) * 100, 0.5);
    const part = html`<rect class="${kind}" x="${from.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="10"></rect>`;
    from += width;
    return [part];
  });
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

/** One line of a chart: what, its bar, its figure. */
export function barLine(label: Content, drawing: Markup, figure: Content): Markup {
  return html`<div class="line"><span class="what">${label}</span>${drawing}<span class="figure">${figure}</span></div>`;
}

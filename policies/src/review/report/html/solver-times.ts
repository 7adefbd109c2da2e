import type { RenderedMode } from '../../rendered/rendered-files.ts';
import { bar, barLine, type Stretch } from './bar.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Theorem } from './theorem.ts';

/** Colours of the modes, in their order. A bar's figure stands beside it in the same order, so that none needs its colour. */
const kinds: readonly Stretch['kind'][] = ['measure', 'second'];

/** One chart for all modes: a line a theorem, a bar a mode. */
export function solverTimes(theorems: readonly Theorem[], modes: readonly RenderedMode[]): Markup {
  const time = ({ results }: Theorem, mode: RenderedMode) => results.get(mode)?.milliseconds ?? 0;
  const most = Math.max(1, ...theorems.flatMap((theorem) => modes.map((mode) => time(theorem, mode))));
  const keys = modes.map((mode, index) => {
    const total = theorems.reduce((sum, theorem) => sum + time(theorem, mode), 0);
    return html`<span class="key"><i class="${kinds[index] ?? 'measure'}"></i> ${mode}, ${duration(total)} together</span> `;
  });
  return html`<figure class="chart" role="group" aria-label="Solver time of each theorem">
<figcaption>Solver time ${keys}</figcaption>
${theorems.map((theorem) =>
  barLine(
    codeMarkup(theorem.name),
    html`<span class="bars">${modes.map((mode, index) => bar([{ amount: time(theorem, mode), kind: kinds[index] ?? 'measure' }], most))}</span>`,
    modes.map(
      (mode) =>
        html`<span class="of">${theorem.results.has(mode) ? duration(time(theorem, mode)) : 'not asked'}</span>`,
    ),
  ),
)}
</figure>
`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

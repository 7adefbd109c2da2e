import { isChanged, type MachineryChanges, theoremsPhrase } from '../../machinery/machinery.ts';
import { html, type Markup } from './markup.ts';
import { codeMarkup } from './phrase.ts';

/** What else changed that the results of this page rest on; the verdict of it leads here. */
export function machineryMarkup(machinery: MachineryChanges | null): Markup | null {
  if (machinery === null) return null;
  const theorems = theoremsPhrase(machinery);
  return html`<h3 id="machinery">What the results rest on</h3>
<p>${
    isChanged(machinery)
      ? 'A weaker prover proves more, so “all proved” and “nothing became possible” are worth what these changes are. Read them.'
      : 'Prover, comparison, cases and policy engine are those of the base.'
  }</p>
${isChanged(machinery) ? html`<div class="machinery">${machinery.parts.map(({ part, files }) => partMarkup(part, files))}</div>` : null}
${theorems === '' ? null : html`<p class="theorems">${theorems.charAt(0).toUpperCase()}${theorems.slice(1)}.</p>`}`;
}

function partMarkup(part: string, files: readonly string[]): Markup {
  if (files.length === 0) return html`<p>${part}: unchanged</p>`;
  return html`<details class="reason"><summary>${part}: <b>${files.length === 1 ? '1 file' : `${files.length} files`}</b></summary>
<ul>${files.map((file) => html`<li>${codeMarkup(file)}</li>`)}</ul></details>
`;
}

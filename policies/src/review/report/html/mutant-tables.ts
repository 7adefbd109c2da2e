import type { MutationRow, MutationTable } from '../review.ts';
import { mutationScore } from '../verdict.ts';
import { bar } from './bar.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';
import { type Heading, tableMarkup } from './table.ts';
import { type Totals, totals } from './totals.ts';

const figures: readonly Heading[] = ['Mutants', 'Equivalent', 'Found out', 'Survived'].map((text) => ({
  text,
  number: true,
}));

/** The score: a line a document, with its bar, and all of them together. */
export function scoreTable({ rows }: MutationTable): Markup {
  const documents = [...Map.groupBy(rows, ({ document }) => document)].map(([name, own]) => ({
    name,
    own,
    ...totals(own),
  }));
  const most = Math.max(...documents.map(({ mutants }) => mutants), 1);
  const keys = html`<span class="key"><i class="killed"></i> found out</span> <span class="key"><i class="equivalent"></i> equivalent</span> <span class="key"><i class="surviving"></i> survived</span>`;
  return tableMarkup({
    kind: 'score',
    name: 'Mutants of each document',
    headings: [{ text: 'Document' }, { text: 'Score', number: true }, ...figures, { text: keys }],
    rows: documents.map(
      ({
        name,
        own,
        ...sums
      }) => html`<tr><th scope="row">${codeMarkup(name)}</th>${score(own)}${cells(sums)}<td>${drawing(sums, most)}</td></tr>
`,
    ),
    foot: html`<tr><th scope="row">All documents</th>${score(rows)}${cells(totals(rows))}<td></td></tr>`,
  });
}

/** By document and kind; by statement it would be as long as the documents, and is in the JSON. */
export function kindTable({ rows }: MutationTable): Markup {
  const groups = [...Map.groupBy(rows, ({ document, kind }) => `${document} ${kind}`).values()];
  const lines = groups.map((own) => ({ document: own[0]?.document ?? '', kind: own[0]?.kind ?? '', ...totals(own) }));
  return html`<details class="table"><summary>By document and kind <span class="quiet">(by statement: review.json, mutation.rows)</span></summary>
${tableMarkup({
  kind: 'counts',
  name: 'Mutants by document and kind',
  headings: [{ text: 'Document' }, { text: 'Kind' }, ...figures],
  rows: lines.map(
    ({
      document,
      kind,
      ...own
    }) => html`<tr><th scope="row">${codeMarkup(document)}</th><td>${kind}</td>${cells(own)}</tr>
`,
  ),
})}</details>`;
}

/** None where every mutant is equivalent. */
function score(rows: readonly MutationRow[]): Markup {
  const { mutants, equivalent } = totals(rows);
  return html`<td class="number">${mutants === equivalent ? '–' : `${mutationScore({ rows })}\u00a0%`}</td>`;
}

function cells({ mutants, killed, equivalent }: Totals): Markup {
  return html`${[mutants, equivalent, killed, mutants - killed - equivalent].map((amount) => html`<td class="number">${count(amount)}</td>`)}`;
}

function drawing({ mutants, killed, equivalent }: Totals, most: number): Markup {
  const stretches = [
    { amount: killed, kind: 'killed' },
    { amount: equivalent, kind: 'equivalent' },
    { amount: mutants - killed - equivalent, kind: 'surviving' },
  ] as const;
  return bar(stretches, most);
}

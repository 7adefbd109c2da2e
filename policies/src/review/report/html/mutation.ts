import type { MutationRow, MutationTable, Review } from '../review.ts';
import { mutationScore } from '../verdict.ts';
import { bar, barLine } from './bar.ts';
import { html, type Markup } from './markup.ts';
import { count } from './number.ts';
import { codeMarkup } from './phrase.ts';
import { notInThisRun, type Section } from './section.ts';

/** Whether a slip of the hand in any line would be noticed. */
export function mutationSection({ mutation, failedCases }: Review): Section {
  const title = 'Mutation';
  if (failedCases.length > 0) return { id: 'mutation', title, body: notAsWritten(failedCases) };
  if (mutation === null) {
    const how = html`Mutation was not part of this run. ${codeMarkup('policies mutate')} runs it alone.`;
    return { id: 'mutation', title, body: notInThisRun(how) };
  }
  const all = totals(mutation.rows);
  const body = html`<p>Every statement, action, resource and condition of every document is deleted, widened, renamed, weakened or inverted in turn. The grammar, a case or
the proof must notice. ${count(all.killed)} of ${count(all.mutants - all.equivalent)} mutants that anything could tell apart were found out
(${mutationScore(mutation)} %); ${count(all.equivalent)} more are equivalent, each for a reason below.</p>
${survivors(mutation)}
${chart(mutation)}
${table(mutation)}
${equivalents(mutation)}`;
  return { id: 'mutation', title, body };
}

/** A case that is wrong from the start cannot tell a mutant apart. */
function notAsWritten(cases: Review['failedCases']): Markup {
  return html`<p>Mutation was not run: a case that is not decided as it is written tells no mutant apart. Either the documents or these
cases (${codeMarkup('policies/cases')}) must change.</p>
<ul class="survivors">${cases.map(({ name, complaint }) => html`<li>${name}: ${complaint}</li>`)}</ul>`;
}

type Totals = Pick<MutationRow, 'mutants' | 'killed' | 'equivalent'>;

function totals(rows: readonly MutationRow[]): Totals {
  const sum = (key: keyof Totals) => rows.reduce((so, row) => so + row[key], 0);
  return { mutants: sum('mutants'), killed: sum('killed'), equivalent: sum('equivalent') };
}

function survivors({ surviving, stale }: MutationTable): Markup {
  const names = (title: string, all: readonly string[]) =>
    all.length === 0
      ? null
      : html`<h3>${title}</h3><ul class="survivors">${all.map((name) => html`<li>${codeMarkup(name)}</li>`)}</ul>`;
  const none = surviving.length === 0 ? html`<p class="none good">✓ No mutant survived.</p>` : null;
  return html`${none}${names('Survived', surviving)}${names('Listed as equivalent, and not needed', stale)}`;
}

function chart({ rows }: MutationTable): Markup {
  const documents = [...Map.groupBy(rows, ({ document }) => document)].map(([name, own]) => ({ name, ...totals(own) }));
  const most = Math.max(...documents.map(({ mutants }) => mutants), 1);
  return html`<figure class="chart" role="group" aria-label="Mutants of each document">
<figcaption>Mutants of each document <span class="key"><i class="killed"></i> found out</span> <span class="key"><i class="equivalent"></i> equivalent</span>
<span class="key"><i class="surviving"></i> survived</span></figcaption>
${documents.map(({ name, mutants, killed, equivalent }) =>
  barLine(
    codeMarkup(name),
    bar(
      [
        { amount: killed, kind: 'killed' },
        { amount: equivalent, kind: 'equivalent' },
        { amount: mutants - killed - equivalent, kind: 'surviving' },
      ],
      most,
    ),
    `${count(killed)} of ${count(mutants - equivalent)}`,
  ),
)}
</figure>`;
}

/** By document and kind; by statement it would be as long as the documents, and is in the JSON. */
function table({ rows }: MutationTable): Markup {
  const groups = [...Map.groupBy(rows, ({ document, kind }) => `${document} ${kind}`).values()];
  const lines = groups.map((own) => ({ document: own[0]?.document ?? '', kind: own[0]?.kind ?? '', ...totals(own) }));
  return html`<details class="table"><summary>By document and kind</summary>
<table class="cards counts"><thead><tr><th scope="col">Document</th><th scope="col">Kind</th><th scope="col" class="number">Mutants</th><th scope="col" class="number">Found out</th>
<th scope="col" class="number">Equivalent</th><th scope="col" class="number">Survived</th></tr></thead>
<tbody>${lines.map(
    ({
      document,
      kind,
      mutants,
      killed,
      equivalent,
    }) => html`<tr><th scope="row">${codeMarkup(document)}</th><td data-label="Kind">${kind}</td>
<td data-label="Mutants" class="number">${count(mutants)}</td><td data-label="Found out" class="number">${count(killed)}</td><td data-label="Equivalent" class="number">${count(equivalent)}</td>
<td data-label="Survived" class="number">${count(mutants - killed - equivalent)}</td></tr>
`,
  )}</tbody></table></details>`;
}

function equivalents({ equivalents: all }: MutationTable): Markup | null {
  if (all.length === 0) return null;
  const groups = [...Map.groupBy(all, ({ reason }) => reason)];
  return html`<details class="table"><summary>Equivalent mutants, and why nothing can tell them apart</summary>
<dl class="reasons">${groups.map(
    ([reason, own]) =>
      html`<dt>${reason} <span class="quiet">(${own.length})</span></dt><dd><ul>${own.map(({ mutant }) => html`<li>${codeMarkup(mutant)}</li>`)}</ul></dd>`,
  )}</dl></details>`;
}

/** What a narrow screen and paper do otherwise. A table keeps a width at which it can be read, and scrolls in its box. */
export const media = `
@media screen and (max-width: 60rem) {
  ul.tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .line { grid-template-columns: minmax(0, 1fr) 5rem; row-gap: 0; } .line .what { grid-column: 1 / -1; }
  table.theorems, table.rules, table.score { min-width: 50rem; } table.matrix { min-width: 54rem; } table.counts { min-width: 36rem; } table.matrix.refused { min-width: 0; }
  ol.statements > li { grid-template-columns: minmax(0, 1fr); gap: .15rem; }
}
@media screen and (max-width: 36rem) {
  header, main { padding-left: 1rem; padding-right: 1rem; } h1 { font-size: 1.8rem; }
  ul.tiles { grid-template-columns: minmax(0, 1fr); gap: .5rem; } .tile a { padding: .7rem .8rem; } .tile .number { font-size: 1.35rem; }
  dl.request > div { grid-template-columns: minmax(0, 1fr); gap: 0; } .change, .document { padding: .8rem .9rem; }
  .key { margin-left: 0; margin-right: .8rem; } figcaption .key { display: block; }
  .tag { margin-left: 0; }
  table.matrix th:first-child { width: 9rem; } table.theorems th:first-child, table.rules th:first-child, table.score th:first-child { width: 9.5rem; }
  table.theorems { min-width: 56rem; }
  table.score th:first-child, table.counts th:first-child, table.matrix:not(.refused) th:first-child { position: sticky; left: 0; border-right: 1px solid var(--line); }
}
@media print {
  @page { margin: 16mm 14mm; }
  html { font-size: 9.5pt; } body { font-size: 1rem; } header, main { max-width: none; padding: 0; } .index, .document details { display: none; }
  a { color: inherit; text-decoration: none; } .scroll { overflow: visible; border: 0; } figure.chart { border: 0; padding: 0; } table { border: 1px solid var(--line); }
  ol.statements > li { grid-template-columns: 11rem minmax(0, 1fr); } .line { grid-template-columns: 13rem minmax(0, 1fr) 5rem; }
  section { margin-top: 1.5rem; } h2, h3, h4, .sub, .change .such { break-after: avoid; } tr, .sheet, .change, .line, .tile, details.reason, .about, figure.chart { break-inside: avoid; }
  .about { break-after: avoid; } .document { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .75rem 0; } thead { display: table-header-group; } tfoot { display: table-row-group; }
  ul.tiles { grid-template-columns: repeat(4, minmax(0, 1fr)); } .tile a { padding: .6rem .7rem; } table { font-size: 8.5pt; } table.matrix { font-size: 7.5pt; } th, td { padding: .3rem .4rem; }
  table.theorems th:first-child, table.score th:first-child { width: 10rem; } table.theorems th:not(:first-child, :last-child) { width: 11rem; } table.rules th:first-child { width: 10rem; }
  table.rules th:last-child { width: 17rem; } table.score th:last-child { width: 14rem; }
  .badge, .mode, .outside { border: 1px solid currentColor; } td.cell.allow { background: #ececec; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

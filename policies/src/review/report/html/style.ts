import { Markup } from './markup.ts';

/** Colours are named by meaning; dark and paper only give them other values. Nothing is told by colour alone. */
const style = `
:root {
  --page: #f7f8fa; --card: #ffffff; --ink: #1b2330; --quiet: #5b6675; --line: #dde2e9; --accent: #2456c6;
  --good: #126b3f; --good-back: #e3f4ea; --bad: #a4202c; --bad-back: #fbe7e8; --note: #8a5a00; --note-back: #fdf1d6;
  --read: #2456c6; --read-back: #e6edfc; --measure: #3b6fd4; --equivalent: #b4bdca; --code-back: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --card: #1a2029; --ink: #e4e8ee; --quiet: #9aa6b6; --line: #2d3644; --accent: #8fb3ff;
    --good: #6fd39c; --good-back: #16321f; --bad: #ff9a9f; --bad-back: #43191d; --note: #f2c366; --note-back: #3a2c0c;
    --read: #8fb3ff; --read-back: #1b2a4a; --measure: #6c9bff; --equivalent: #566274; --code-back: #242c38;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
header, main { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
h1, h2, h3, h4, p { margin: 0; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; }
h2 { font-size: 1.5rem; letter-spacing: -0.01em; margin-bottom: .75rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
section > p { max-width: 46rem; margin-bottom: .75rem; }
main { padding-bottom: 4rem; }
a { color: var(--accent); }
code, pre, var { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code { background: var(--code-back); border-radius: .25rem; padding: .1em .3em; overflow-wrap: anywhere; }
var { color: var(--accent); font-style: normal; }
pre { background: var(--code-back); border-radius: .4rem; padding: .75rem; margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.eyebrow { color: var(--quiet); font-weight: 600; letter-spacing: .06em; text-transform: uppercase; font-size: .8rem; }
.lead { font-size: 1.15rem; max-width: 46rem; margin-top: .75rem; }
.quiet { color: var(--quiet); font-size: .9em; font-weight: 400; }
.number { font-variant-numeric: tabular-nums; }
ul.tiles { list-style: none; display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .75rem; padding: 0; margin: 1.5rem 0; }
.tile a { display: block; height: 100%; color: inherit; text-decoration: none; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--equivalent); border-radius: .5rem; padding: .8rem 1rem; }
.tile a:hover, .tile a:focus-visible { border-color: var(--accent); }
.tile .mark { float: right; font-size: 1.2rem; font-weight: 700; color: var(--quiet); }
.tile .number { display: block; font-size: 1.6rem; font-weight: 650; letter-spacing: -0.01em; line-height: 1.25; }
.tile .label { color: var(--quiet); font-size: .9rem; line-height: 1.35; display: block; }
.tile.good a { border-left-color: var(--good); } .tile.good .mark { color: var(--good); }
.tile.bad a { border-left-color: var(--bad); background: var(--bad-back); } .tile.bad .mark, .tile.bad .number { color: var(--bad); }
.tile.read a { border-left-color: var(--read); background: var(--read-back); } .tile.read .mark, .tile.read .number { color: var(--read); }
dl.facts { display: flex; flex-wrap: wrap; gap: .35rem 2rem; margin: 0 0 1.25rem; font-size: .92rem; }
dl.facts dt { display: inline; color: var(--quiet); } dl.facts dd { display: inline; margin: 0 0 0 .4rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: 0; font-size: .95rem; }
.badge { display: inline-block; border-radius: 1rem; padding: .1rem .6rem; font-size: .85rem; font-weight: 600; white-space: nowrap; background: var(--code-back); }
.badge.good { color: var(--good); background: var(--good-back); } .badge.bad { color: var(--bad); background: var(--bad-back); } .badge.note { color: var(--note); background: var(--note-back); }
.absent, .none { color: var(--quiet); } .none.good { color: var(--good); font-weight: 600; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; font-size: .82rem; background: var(--page); }
td.number, th.number { text-align: right; }
table.theorems td.number { width: 13rem; } table.theorems th:first-child { width: 14rem; font-weight: 400; } table.rules th:first-child { width: 13rem; font-weight: 400; } table.counts tbody th { font-weight: 400; }
table.theorems td.number .quiet { white-space: nowrap; } .unanswered { display: block; color: var(--bad); }
.findings { margin: 0; padding: 0; list-style: none; } .findings li + li { margin-top: .4rem; }
figure.chart { margin: 1rem 0 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
figcaption { font-weight: 600; font-size: .92rem; margin-bottom: .6rem; }
.line { display: grid; grid-template-columns: 15rem minmax(0, 1fr) 7.5rem; gap: .75rem; align-items: center; padding: .15rem 0; font-size: .9rem; }
.line .figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
svg.bar { display: block; width: 100%; height: .8rem; background: var(--code-back); border-radius: .2rem; }
rect.measure, rect.killed { fill: var(--measure); } rect.equivalent { fill: var(--equivalent); } rect.surviving { fill: var(--bad); }
.key { font-weight: 400; color: var(--quiet); margin-left: .9rem; white-space: nowrap; } .key i { display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; margin-right: .2rem; }
i.killed { background: var(--measure); } i.equivalent { background: var(--equivalent); } i.surviving { background: var(--bad); }
.sheet { break-inside: avoid; }
table.matrix { table-layout: fixed; font-size: .84rem; }
table.matrix th:first-child { width: 23%; font-weight: 500; }
table.matrix.refused th:first-child { width: 55%; } table.matrix.refused .action { display: inline-block; margin-right: .8rem; }
.action { display: block; } .action .service { color: var(--quiet); font-weight: 400; }
.cell .in { display: flex; gap: .4rem; } .cell b { font-size: 1rem; line-height: 1.3; }
.cell .by .sid { display: inline; font-size: 1em; color: var(--ink); } .cell .by a { color: inherit; text-decoration: none; } .cell .by a:hover, .cell .by a:focus-visible { color: var(--accent); text-decoration: underline; }
.cell .by > span { display: block; color: var(--quiet); font-size: .93em; line-height: 1.4; overflow-wrap: anywhere; }
.cell.allow b { color: var(--good); } .cell.deny b { color: var(--bad); } .cell.empty b { color: var(--quiet); }
td.cell.allow { background: var(--good-back); }
.legend { font-size: .9rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.change, .document { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: .75rem 0; }
.change.allowed { border-left: .3rem solid var(--bad); } .change.denied { border-left: .3rem solid var(--equivalent); }
.change .such { color: var(--quiet); font-size: .9rem; margin-top: .4rem; } .change .where { font-size: .92rem; }
dl.request { margin: .4rem 0 0; font-size: .92rem; } dl.request > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .5rem; padding: .15rem 0; }
dl.request dt { color: var(--quiet); } dl.request dd { margin: 0; min-width: 0; } .pair { display: block; }
.document h3 { margin: 0; } .mode { font-size: .8rem; font-weight: 500; color: var(--note); background: var(--note-back); border-radius: 1rem; padding: .1rem .6rem; margin-left: .4rem; white-space: nowrap; }
.purpose { max-width: 52rem; margin-top: .15rem; }
ol.statements { list-style: none; margin: .75rem 0 0; padding: 0; }
ol.statements li { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: .75rem; border-left: .2rem solid var(--equivalent); padding: .1rem 0 .1rem .9rem; margin: .8rem 0; break-inside: avoid; }
ol.statements li:target, .document:target { outline: .15rem solid var(--accent); outline-offset: .3rem; border-radius: .2rem; }
ol.statements li.allow { border-left-color: var(--good); } ol.statements li.deny { border-left-color: var(--bad); }
.sid { font-size: .88rem; } .index { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .92rem; max-width: none; }
ul.conditions { margin: .2rem 0; padding-left: 1.2rem; }
ol.statements ul.conditions li { display: list-item; border: 0; padding: 0; margin: .1rem 0; }
summary { cursor: pointer; color: var(--quiet); font-size: .85rem; } details.table { margin-top: 1rem; } details.table > summary { font-size: .95rem; color: var(--accent); margin-bottom: .5rem; }
dl.reasons dt { font-weight: 600; margin-top: .75rem; } dl.reasons dd { margin: 0; } dl.reasons ul, .survivors, .limits { padding-left: 1.25rem; margin: .3rem 0; } .limits li { margin: .4rem 0; max-width: 52rem; }
@media screen and (max-width: 56rem) {
  ul.tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .line { grid-template-columns: minmax(0, 1fr) 7rem; row-gap: 0; padding: .3rem 0; } .line .what { grid-column: 1 / -1; }
  table.cards, table.cards tbody, table.cards tr, table.cards th, table.cards td { display: block; width: auto; }
  table.cards { border: 0; background: none; } table.cards thead { display: none; }
  table.cards tr { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: .6rem 0; padding: .5rem .8rem; }
  table.cards th, table.cards td { border: 0; padding: .25rem 0; }
  table.cards th:first-child, table.theorems td.number { width: auto; }
  table.cards td[data-label] { position: relative; padding-left: 7.5rem; text-align: left; }
  table.cards td[data-label]::before { content: attr(data-label); position: absolute; left: 0; color: var(--quiet); font-size: .85rem; }
  table.rules td[data-label], table.theorems td[data-label="Says"] { padding-left: 0; } table.rules td[data-label]::before, table.theorems td[data-label="Says"]::before { display: none; }
  table.matrix td.cell { border-radius: .3rem; padding: .25rem .4rem; } table.matrix td.cell[data-label] { padding-left: 8rem; } table.matrix td.cell[data-label]::before { left: .4rem; } table.matrix td.cell.empty { display: none; }
  .action { display: inline-block; margin-right: .6rem; } table.matrix.refused th:first-child { width: auto; }
  ol.statements li { grid-template-columns: minmax(0, 1fr); gap: .15rem; }
}
@media screen and (max-width: 36rem) {
  header, main { padding-left: 1rem; padding-right: 1rem; } h1 { font-size: 1.8rem; }
  .tile a { padding: .7rem .8rem; } .tile .number { font-size: 1.35rem; }
  dl.request > div { grid-template-columns: minmax(0, 1fr); gap: 0; } .change, .document { padding: .8rem .9rem; }
  .key { margin-left: 0; margin-right: .8rem; } figcaption .key { display: inline-block; }
}
@media print {
  :root {
    --page: #ffffff; --card: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb; --accent: #1c3f94;
    --good: #0d5a33; --good-back: #eef7f1; --bad: #8f1622; --bad-back: #fbeeee; --note: #6b4600; --note-back: #faf3e2;
    --read: #1c3f94; --read-back: #eef2fb; --measure: #3b6fd4; --equivalent: #b4bdca; --code-back: #f2f2f2;
  }
  @page { margin: 16mm 14mm; }
  html { font-size: 9.5pt; } body { font-size: 1rem; } header, main { max-width: none; padding: 0; } nav, .index, .document details { display: none; }
  ol.statements li { grid-template-columns: 11rem minmax(0, 1fr); } .line { grid-template-columns: 11rem minmax(0, 1fr) 6rem; }
  section { margin-top: 1.5rem; break-inside: auto; } h2, h3, h4 { break-after: avoid; } tr, .change, .line { break-inside: avoid; }
  ul.tiles { grid-template-columns: repeat(4, minmax(0, 1fr)); } table { font-size: 8.5pt; } table.matrix { font-size: 7pt; } th, td { padding: .3rem .4rem; }
  details.table::details-content { content-visibility: visible; display: block; height: auto; } a { color: inherit; text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** The one style of the page. It holds no text from outside. */
export const styleElement = new Markup(`<style>${style}</style>`);

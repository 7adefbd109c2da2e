/** Tables, charts, and the cards of changes and documents. */
export const parts = `
.scroll { position: relative; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line); }
tbody:last-child tr:last-child > *, tfoot tr > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; font-size: .82rem; background: var(--page); vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 400; background: var(--card); } tfoot th, tfoot td { font-weight: 650; }
td.number, th.number { text-align: right; white-space: nowrap; }
table.theorems th:first-child { width: 14rem; } table.theorems th:not(:first-child, :last-child) { width: 12.5rem; } table.rules th:first-child { width: 13rem; }
table.rules th:last-child { width: 22rem; } table.score th:first-child { width: 14rem; } table.score th:last-child { width: 20rem; } table.score td { vertical-align: middle; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; margin-left: .3rem; } .size { display: block; color: var(--quiet); font-size: .85em; }
.unanswered { display: block; color: var(--bad); }
.findings { margin: 0; padding: 0; list-style: none; } .findings li + li { margin-top: .4rem; }
figure.chart { margin: 1rem 0 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
figcaption { font-weight: 600; font-size: .92rem; margin-bottom: .6rem; }
.line { display: grid; grid-template-columns: 17rem minmax(0, 1fr) 5rem; gap: .75rem; align-items: center; padding: .25rem 0; font-size: .9rem; line-height: 1.25rem; }
.line .figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
.bars { display: grid; gap: .45rem; } .of { display: block; }
svg.bar { display: block; width: 100%; height: .8rem; background: var(--code-back); border-radius: .2rem; }
rect.measure, rect.killed { fill: var(--measure); } rect.second { fill: var(--second); } rect.equivalent { fill: var(--equivalent); } rect.surviving { fill: var(--bad); }
.key { font-weight: 400; color: var(--quiet); margin-left: .9rem; white-space: nowrap; } th .key:first-child { margin-left: 0; }
.key i { display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; margin-right: .2rem; }
i.measure, i.killed { background: var(--measure); } i.second { background: var(--second); } i.equivalent { background: var(--equivalent); } i.surviving { background: var(--bad); }
.answers { list-style: none; padding: 0; margin: 0 0 1rem; font-size: 1.05rem; }
table.matrix { table-layout: fixed; font-size: .84rem; }
table.matrix th:first-child { width: 23%; } table.matrix tbody th { font-weight: 500; } table.matrix.refused th:first-child { width: 55%; }
table.matrix.refused .action { display: inline-block; margin-right: .8rem; }
.action { display: block; } .action .service { color: var(--quiet); font-weight: 400; } .action .name { display: inline-block; }
.cell .in { display: flex; gap: .4rem; } .cell b { font-size: 1rem; line-height: 1.3; }
.cell .by .sid { display: inline; font-size: 1em; color: var(--ink); } .cell .by a { color: inherit; text-decoration: none; }
.cell .by a:hover, .cell .by a:focus-visible { color: var(--accent); text-decoration: underline; }
.cell .by > span { display: block; color: var(--quiet); font-size: .93em; line-height: 1.4; overflow-wrap: anywhere; }
.cell.allow b { color: var(--good); } .cell.deny b { color: var(--bad); } .cell.empty b { color: var(--quiet); }
td.cell.allow { background: var(--good-back); }
.legend { list-style: none; padding: 0; margin: 0; font-size: .9rem; }
.change, .document { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: .75rem 0; }
.change.allowed { border-left: .3rem solid var(--bad); } .change.denied { border-left: .3rem solid var(--equivalent); } .change h3 { margin: 0; font-size: 1rem; }
.change .such { color: var(--quiet); font-size: .9rem; margin-top: .4rem; } .change .where { font-size: .92rem; } .change .statement { margin: .3rem 0; font-size: .92rem; } .change .statement div { display: flex; gap: .6rem; } .change .statement dt { flex: none; width: 2.6rem; color: var(--quiet); } .change .statement dd { margin: 0; }
dl.request { margin: .4rem 0 0; font-size: .92rem; } dl.request > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .5rem; padding: .15rem 0; }
dl.request dt { color: var(--quiet); } dl.request dd { margin: 0; min-width: 0; } .pair { display: block; }
.document h3 { margin: 0; } .purpose { max-width: 52rem; margin-top: .15rem; } .file { font-size: .85rem; color: var(--quiet); }
.mode, .outside { font-size: .85rem; font-weight: 500; color: var(--quiet); background: var(--code-back); border-radius: .75rem; padding: .1rem .6rem; } .tag { margin-left: .4rem; display: inline-block; }
.outside { color: var(--note); background: var(--note-back); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
ol.statements { list-style: none; margin: .75rem 0 0; padding: 0; }
ol.statements > li { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: .75rem; border-left: .2rem solid var(--equivalent); padding: .1rem 0 .1rem .9rem; margin: .8rem 0; break-inside: avoid; }
ol.statements > li:target, .document:target { outline: .15rem solid var(--accent); outline-offset: .3rem; border-radius: .2rem; }
ol.statements > li.allow { border-left-color: var(--good); } ol.statements > li.deny { border-left-color: var(--bad); }
.sid { font-size: .88rem; } .index { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .92rem; }
section > .index { max-width: none; } ul.conditions { margin: .2rem 0; padding-left: 1.2rem; } ul.conditions li { margin: .1rem 0; }
summary { cursor: pointer; color: var(--quiet); font-size: .85rem; }
.machinery p { margin: .35rem 0; } details.table { margin-top: 1rem; } details.table > summary { font-size: .95rem; color: var(--accent); margin-bottom: .5rem; }
details.reason { margin: .35rem 0; max-width: 60rem; } details.reason > summary { font-size: .95rem; color: var(--ink); } details.reason ul, .survivors, .limits { padding-left: 1.25rem; margin: .3rem 0; }
.limits li { margin: .4rem 0; max-width: 52rem; }
`;

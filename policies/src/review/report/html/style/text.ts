/** Type, links, the head of the page and its contents. */
export const text = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
header, main { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
main { padding-bottom: 4rem; }
h1, h2, h3, h4, p { margin: 0; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; }
h2 { font-size: 1.5rem; letter-spacing: -0.01em; margin-bottom: .75rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
section > p { max-width: 46rem; margin-bottom: .75rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: .15rem solid var(--accent); outline-offset: .15rem; }
code, pre, var { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
code { background: var(--code-back); border-radius: .25rem; padding: .1em .3em; overflow-wrap: anywhere; }
var { color: var(--accent); font-style: normal; }
pre { background: var(--code-back); border-radius: .4rem; padding: .75rem; margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.eyebrow { color: var(--quiet); font-weight: 600; letter-spacing: .06em; text-transform: uppercase; font-size: .8rem; }
.lead { font-size: 1.15rem; max-width: 52rem; margin-top: .75rem; }
.quiet { color: var(--quiet); font-size: .9em; font-weight: 400; }
.sub { color: var(--quiet); font-size: .92rem; margin: -.4rem 0 .5rem; }
b.good { color: var(--good); } b.bad { color: var(--bad); }
.number { font-variant-numeric: tabular-nums; }
ul.tiles { list-style: none; display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .75rem; padding: 0; margin: 1.5rem 0; }
/* What the results rest on takes a row: it is a list. */ .tile:nth-child(5) { grid-column: 1 / -1; }
.tile a { display: block; height: 100%; color: inherit; text-decoration: none; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--equivalent); border-radius: .5rem; padding: .8rem 1rem; }
.tile a:hover, .tile a:focus-visible { border-color: var(--accent); }
.tile .mark { float: right; font-size: 1.2rem; font-weight: 700; color: var(--quiet); }
.tile .number { display: block; font-size: 1.6rem; font-weight: 650; letter-spacing: -0.01em; line-height: 1.25; }
.tile .label { font-weight: 600; font-size: .9rem; line-height: 1.35; display: block; }
.tile .sentence { color: var(--quiet); font-size: .9rem; line-height: 1.4; display: block; margin-top: .35rem; }
.tile.good a { border-left-color: var(--good); } .tile.good .mark { color: var(--good); }
.tile.bad a { border-left-color: var(--bad); background: var(--bad-back); } .tile.bad .mark, .tile.bad .number { color: var(--bad); }
.tile.act a { border-left-color: var(--note-line); background: var(--note-back); } .tile.act .mark, .tile.act .number { color: var(--note); }
.tile.read a { border-left-color: var(--read); background: var(--read-back); } .tile.read .mark, .tile.read .number { color: var(--read); }
.tile.bad .sentence, .tile.act .sentence, .tile.read .sentence { color: var(--ink); }
dl.facts { display: flex; flex-wrap: wrap; gap: .35rem 2rem; margin: 0 0 1.25rem; font-size: .92rem; }
dl.facts dt { display: inline; color: var(--quiet); } dl.facts dd { display: inline; margin: 0 0 0 .4rem; }
nav h2 { font-size: .92rem; margin: 0; color: var(--quiet); font-weight: 600; letter-spacing: 0; }
nav ol { display: flex; flex-wrap: wrap; gap: .1rem 2.25rem; padding-left: 1.25rem; margin: .2rem 0 0; font-size: .95rem; }
.badge { display: inline-block; border-radius: 1rem; padding: .1rem .6rem; font-size: .85rem; font-weight: 600; white-space: nowrap; background: var(--code-back); }
.badge.good { color: var(--good); background: var(--good-back); } .badge.bad { color: var(--bad); background: var(--bad-back); }
.badge.act { color: var(--note); background: var(--note-back); }
.absent, .none { color: var(--quiet); } .none.good { color: var(--good); font-weight: 600; }
`;

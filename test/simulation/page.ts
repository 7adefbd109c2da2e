import { stsQuotaPerSecond } from './assumptions.ts';
import { type Chart, chartSvg } from './chart.ts';
import type { Outcome } from './outcome.ts';
import { type Findings, lifetimes } from './scenarios.ts';
import { cells, columns, lifetime, percent, whole } from './table.ts';

const style = `
:root { --ink: #1c2430; --soft: #5c6675; --rule: #d9dee6; --paper: #fff; --a: #0072b2; --b: #d55e00; --c: #009e73; --level: #b00020; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf2; --soft: #a3adbb; --rule: #39424f; --paper: #14181f; --a: #56b4e9; --b: #e69f00; --c: #2fc99b; --level: #ff7b8a; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1160px; margin: 2rem auto; padding: 0 1rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 1.5rem; }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; }
.title { font-weight: 600; font-size: 15px; fill: var(--ink); } .tick { fill: var(--soft); }
.grid { stroke: var(--rule); } .level { stroke: var(--level); stroke-width: 1.5; stroke-dasharray: 10 4; } .level-name { fill: var(--level); }
polyline { fill: none; stroke-width: 2.5; }
.line-0 { stroke: var(--a); fill: var(--a); } .line-1 { stroke: var(--b); fill: var(--b); } .line-2 { stroke: var(--c); fill: var(--c); }
.scroll { overflow-x: auto; margin-top: 1rem; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, th { padding: 0.25rem 0.7rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; } td.name, th.name { text-align: left; }
`;

/** A page without anything from elsewhere: the charts, the tables and what was assumed. */
export function pageOf(findings: Findings): string {
  const { grid, whatIfs, world, seed, share } = findings;
  const by = (balancing: Outcome['balancing']) => grid.filter((outcome) => outcome.balancing === balancing);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>STS calls of a million tenants</title>
<style>${style}</style>
<h1>A million tenants on fifty instances, for a day</h1>
<p>Simulated, not measured: ${whole(world.tenants)} tenants, Zipf exponent ${world.zipfExponent}, ${whole(world.vendsPerSecond)} vends a second on
${world.instances} instances, ± ${percent(world.dailySwing, 0)} over the day. Seed ${seed}, told from ${share} of one instance. The README beside the simulation states
every assumption.</p>
<h2>A tenant is served by one instance (rendezvous hashing)</h2>
${charts(by('affine'))}
${tableOf(by('affine'))}
<h2>Any instance serves any tenant (random balancing)</h2>
${charts(by('random'))}
${tableOf(by('random'))}
<h2>One change to the first, with 20,000 sessions and an hour</h2>
${tableOf(
  whatIfs.map(({ outcome }) => outcome),
  whatIfs.map(({ name }) => name),
)}
</html>
`;
}

function charts(outcomes: readonly Outcome[]): string {
  const lines = (value: (outcome: Outcome) => number) =>
    lifetimes.map((seconds) => ({
      name: lifetime(seconds),
      points: outcomes
        .filter(({ sessionSeconds }) => sessionSeconds === seconds)
        .map((outcome) => ({ x: outcome.maxSessions, y: value(outcome) })),
    }));
  const shared = { xTitle: 'sessions kept by an instance at most', showX: whole };
  const most =
    Math.ceil(Math.max(stsQuotaPerSecond, ...outcomes.map(({ stsPerSecond }) => stsPerSecond.mean)) / 500) * 500;
  const hits: Chart = {
    ...shared,
    title: 'Hit rate',
    yTitle: 'of all vends',
    yMost: 1,
    yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    showY: (part) => percent(part, 0),
    lines: lines(({ hitRate }) => hitRate),
  };
  const calls: Chart = {
    ...shared,
    title: 'Calls to STS',
    yTitle: 'a second, all instances, mean of the day',
    yMost: most,
    yTicks: Array.from({ length: most / 500 + 1 }, (_, index) => index * 500),
    showY: whole,
    lines: lines(({ stsPerSecond }) => stsPerSecond.mean),
    level: { y: stsQuotaPerSecond, name: `quota of an account, ${stsQuotaPerSecond}/s` },
  };
  return `<div class="charts">${chartSvg(hits)}${chartSvg(calls)}</div>`;
}

function tableOf(outcomes: readonly Outcome[], names: readonly string[] = []): string {
  const named = names.length > 0;
  const head = `<tr>${named ? '<th class="name">change</th>' : ''}${columns.map((column) => `<th>${column}</th>`).join('')}</tr>`;
  const rows = outcomes.map((outcome, index) => {
    const name = named ? `<td class="name">${names[index] ?? ''}</td>` : '';
    return `<tr>${name}${cells(outcome)
      .map((cell) => `<td>${cell.replace('<', '&lt;')}</td>`)
      .join('')}</tr>`;
  });
  return `<div class="scroll"><table>${head}${rows.join('\n')}</table></div>`;
}

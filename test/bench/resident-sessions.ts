import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallMemoryFlags } from '@leasehold/config-service';
import type { Measurement, Progress } from './measurement.ts';
import { median } from './statistics.ts';

/** What the process that keeps the sessions is told to do. */
export interface ResidentPlan {
  readonly sessions: number;
  readonly rounds: number;
  /** Hits in a round. */
  readonly hits: number;
}

/** What it reports. */
export interface ResidentReport {
  readonly resident: number;
  /** Bytes, as the system counts them: before there were sessions, and with them after the hits. */
  readonly rssBefore: number;
  readonly rss: number;
  /** Microseconds a hit by round, the first being the just-in-time compiler's: sessions by Zipf, and each as often. */
  readonly byZipf: readonly number[];
  readonly evenly: readonly number[];
}

/**
 * What very many resident sessions weigh, in a process of their own, and what a hit costs among them. It is told of the
 * second of two runs: the first one stripped the types, as a container's build does, and what that takes stays with it.
 */
export async function residentSessions(plan: ResidentPlan, progress: Progress): Promise<Measurement[]> {
  const stripped = mkdtempSync(join(tmpdir(), 'leasehold-bench-'));
  let stripping: ResidentReport;
  let report: ResidentReport;
  try {
    progress(`${plan.sessions} resident sessions`);
    stripping = await kept(plan, stripped);
    progress(`${plan.sessions} resident sessions, the types being stripped already`);
    report = await kept(plan, stripped);
  } finally {
    rmSync(stripped, { recursive: true, force: true });
  }
  const count = plan.sessions.toLocaleString('en-US');
  const mebibytes = (bytes: number) => bytes / 2 ** 20;
  const note =
    `RSS of a process of its own, node ${smallMemoryFlags.join(' ')}, nothing collected by force; each session of a tenant and a ` +
    'caller of its own, with a session token of 1,024 letters and an ID token of about 1,040';
  const hit = `median of ${plan.rounds} rounds of ${plan.hits} hits, CPU of the one thread, the await included`;
  return [
    {
      name: `${count} resident sessions`,
      value: mebibytes(report.rss),
      unit: 'MiB RSS',
      target: { atMost: 400 },
      note,
    },
    { name: '  of it without sessions', value: mebibytes(report.rssBefore), unit: 'MiB RSS', note },
    { name: '  when Node strips the types', value: mebibytes(stripping.rss), unit: 'MiB RSS', note },
    {
      name: `vend hit among ${count}, by Zipf`,
      value: median(report.byZipf.slice(1)),
      unit: 'µs',
      target: { atMost: 2 },
      note: `${hit}; the session of rank r in proportion to 1 / r`,
    },
    {
      name: '  each session as often',
      value: median(report.evenly.slice(1)),
      unit: 'µs',
      note: `${hit}; the worst order there is for the processor's caches`,
    },
  ];
}

/** Runs a process that keeps them to its end; types stripped once are taken from `stripped`, a folder. */
async function kept(plan: ResidentPlan, stripped: string): Promise<ResidentReport> {
  const child = fork(join(import.meta.dirname, 'session-keeper.ts'), [JSON.stringify(plan)], {
    execArgv: [...smallMemoryFlags],
    env: { ...process.env, NODE_COMPILE_CACHE: stripped },
  });
  const ended = once(child, 'exit');
  const died = ended.then(([code]) => {
    throw new Error(`the process that keeps the sessions ended with ${code}`);
  });
  const [report] = (await Promise.race([once(child, 'message'), died])) as [ResidentReport];
  died.catch(() => undefined);
  child.disconnect();
  await ended;
  if (report.resident !== plan.sessions) throw new Error(`${report.resident} sessions were kept, not ${plan.sessions}`);
  return report;
}

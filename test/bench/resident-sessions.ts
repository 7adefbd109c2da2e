import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
 * By itself V8 sizes the young generation by the machine's memory, and what it promotes out of a large one leaves the heap
 * half as large again as what lives.
 */
const smallYoungGeneration = '--max-semi-space-size=4';

/** What very many resident sessions weigh, in a process of their own, and what a hit costs among them. */
export async function residentSessions(plan: ResidentPlan, progress: Progress): Promise<Measurement[]> {
  progress(`${plan.sessions} resident sessions`);
  const child = fork(join(import.meta.dirname, 'session-keeper.ts'), [JSON.stringify(plan)], {
    execArgv: [smallYoungGeneration],
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that keeps the sessions ended with ${code}`);
  });
  const [report] = (await Promise.race([once(child, 'message'), died])) as [ResidentReport];
  died.catch(() => undefined);
  child.disconnect();
  if (report.resident !== plan.sessions) throw new Error(`${report.resident} sessions were kept, not ${plan.sessions}`);
  const count = plan.sessions.toLocaleString('en-US');
  const mebibytes = (bytes: number) => bytes / 2 ** 20;
  const note =
    `RSS of a process of its own, node ${smallYoungGeneration}, nothing collected by force; session tokens of 1,000 bytes, ` +
    'JWTs of 900, a quarter of the sessions of a caller who has another';
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

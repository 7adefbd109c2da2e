import { stsQuotaPerSecond } from './assumptions.ts';
import type { Outcome } from './outcome.ts';
import type { Findings } from './scenarios.ts';

export const columns = [
  'sessions an instance',
  'lifetime',
  'hit rate',
  'STS/s mean',
  'peak',
  'wait p50',
  'p99',
  'p99.9 ms',
  'refused',
  'resident',
  `${stsQuotaPerSecond}/s`,
] as const;

/** The figures of one outcome, as the columns have them. */
export function cells(outcome: Outcome): string[] {
  const { maxSessions, sessionSeconds, hitRate, stsPerSecond, waitMs, failed, residentMost } = outcome;
  return [
    whole(maxSessions),
    lifetime(sessionSeconds),
    percent(hitRate),
    whole(stsPerSecond.mean),
    whole(stsPerSecond.peakMinute),
    ...[waitMs.p50, waitMs.p99, waitMs.p999].map(whole),
    refused(failed),
    whole(residentMost),
    fits(outcome),
  ];
}

/** Everything as text for a terminal. */
export function reportOf({ grid, whatIfs, seed, share }: Findings): string {
  const part = (title: string, outcomes: readonly Outcome[], names: readonly string[] = []): string[] => {
    const rows = [['', ...columns], ...outcomes.map((outcome, index) => [names[index] ?? '', ...cells(outcome)])];
    const kept = names.length > 0 ? rows : rows.map((row) => row.slice(1));
    const widths = (kept[0] ?? []).map((_, column) => Math.max(...kept.map((row) => row[column]?.length ?? 0)));
    const named = names.length > 0;
    const aligned = kept.map((row) =>
      row.map((cell, at) => (named && at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))),
    );
    return [title, ...aligned.map((row) => `  ${row.join('  ')}`), ''];
  };
  const by = (balancing: Outcome['balancing']) => grid.filter((outcome) => outcome.balancing === balancing);
  const cold = grid.map(({ coldStart }) => coldStart.stsPerSecond);
  return [
    ...part('A tenant is served by one instance (rendezvous hashing)', by('affine')),
    ...part('Any instance serves any tenant (random balancing)', by('random')),
    ...part(
      'One change to the first, with 20,000 sessions and an hour',
      whatIfs.map(({ outcome }) => outcome),
      whatIfs.map(({ name }) => name),
    ),
    `First minute after all instances start with nothing cached: ${whole(Math.min(...cold))} to ${whole(Math.max(...cold))} calls to STS a second.`,
    `Seed ${seed}; told from ${share} of one instance.`,
  ].join('\n');
}

function refused(part: number): string {
  if (part === 0) return '0';
  return part < 0.000_1 ? '< 0.01 %' : percent(part, 2);
}

export function lifetime(seconds: number): string {
  return seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
}

function fits({ stsPerSecond }: Outcome): string {
  if (stsPerSecond.mean > stsQuotaPerSecond) return 'over';
  return stsPerSecond.peakMinute > stsQuotaPerSecond ? 'peak over' : 'within';
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function percent(part: number, digits = 1): string {
  return `${(part * 100).toFixed(digits)} %`;
}

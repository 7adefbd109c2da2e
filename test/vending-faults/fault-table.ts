import type { FaultRow, RowResult } from './fault-row.ts';

const head = [
  'fault',
  'with a session',
  'without one',
  'served stale',
  'waited at most, with / without',
  'STS was asked',
  'at most',
  'ended early',
];

/** The results as a table in Markdown. */
export function faultTable(rows: readonly (readonly [FaultRow, RowResult])[]): string {
  const lines = rows.map(([row, result]) => [
    row.name,
    codes(result.residents),
    codes(result.newcomer),
    row.staleAtLeast === undefined ? String(result.staleServed) : `≥ ${row.staleAtLeast}`,
    `${result.longestWaitMs.residents / 1_000} s / ${result.longestWaitMs.newcomer / 1_000} s`,
    String(result.attempts),
    String(result.atMost),
    result.endedEarly === 0 ? 'none' : `${result.endedEarly} calls: ${row.endsEarly ?? 'NOT PROMISED'}`,
  ]);
  return [head, head.map((_, column) => (column < 3 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function codes(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}

import type { LossResult, LossRow } from './loss-row.ts';

const head = [
  'loss',
  'changes',
  'outdated at most, DynamoDB / Parameter Store',
  'watchers told after',
  'callers',
  'Refresh calls',
  'DiscoverInstances',
  'values read',
  'versions listed',
  'given up',
  'differs in the end',
];

/** The results as a table in Markdown. What real time has a part in is shown as its bound. */
export function lossTable(rows: readonly (readonly [LossRow, LossResult])[]): string {
  const lines = rows.map(([row, result]) => [
    row.name,
    String(result.changes),
    `${seconds(result.outdatedMs.tenant_config)} / ${seconds(result.outdatedMs.param_config)}`,
    `${row.callsAtMost === undefined ? '' : '≤ '}${seconds(row.callsAtMost === undefined ? result.toldAfterMs : row.bounds.watchersMs)}`,
    [...result.callers].map(([code, count]) => `${count} ${code}`).join(', '),
    row.callsAtMost === undefined ? String(result.refreshCalls) : `≤ ${row.callsAtMost.refresh}`,
    row.callsAtMost === undefined ? String(result.discoveries) : `≤ ${row.callsAtMost.discover}`,
    row.callsAtMost === undefined ? String(result.reads) : `≤ ${readsAtMost(row, result)}`,
    String(result.versionPages),
    row.givenUp === undefined
      ? 'none'
      : row.callsAtMost !== undefined
        ? 'what was not acknowledged'
        : `${result.givenUp.events} events, ${result.givenUp.records} records`,
    result.differing === 0 ? 'none' : `${result.differing}: NOT PROMISED`,
  ]);
  return [head, head.map((_, column) => (column === 0 || column === 4 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

/** Each acknowledged call may have one key read again. */
export function readsAtMost({ callsAtMost }: LossRow, { changes }: LossResult): number {
  return (callsAtMost?.refresh ?? 0) + 2 * changes;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}

import { cpus, totalmem } from 'node:os';
import { type Measurement, met } from './measurement.ts';

/** What the figures were measured on; they mean nothing without it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

export function thisMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** The table for a terminal: figure, target, and whether it was met. */
export function table(machine: Machine, measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => [
    measurement.name,
    `${shown(measurement.value)} ${measurement.unit}`,
    targetOf(measurement),
    verdict(measurement),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`,
    '',
    ...lines,
    '',
  ].join('\n');
}

function shown(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 100 ? 0 : 2);
}

function targetOf({ target }: Measurement): string {
  if (target === undefined) return '';
  return 'atLeast' in target ? `≥ ${target.atLeast.toLocaleString('en-US')}` : `≤ ${target.atMost}`;
}

function verdict(measurement: Measurement): string {
  switch (met(measurement)) {
    case true:
      return 'met';
    case false:
      return 'MISSED';
    case null:
      return '';
  }
}

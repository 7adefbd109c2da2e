import type { Metric } from './metric.ts';
import { prometheusName } from './prometheus-name.ts';

/** The README's table of metrics, in Markdown. A test holds the README to it. */
export function metricsTable(metrics: readonly Metric[]): string {
  const rows = metrics.map(
    (metric) => `| \`${prometheusName(metric)}\` | ${metric.kind} | ${labelsOf(metric)} | ${metric.description} |`,
  );
  return ['| Metric | Kind | Labels | What it tells |', '|---|---|---|---|', ...rows].join('\n');
}

function labelsOf({ labels }: Metric): string {
  const shown = Object.entries(labels).map(
    ([name, { values, shown }]) =>
      `\`${name.replaceAll('.', '_')}\`: ${shown ?? values.map((value) => `\`${value}\``).join(', ')}`,
  );
  return shown.length === 0 ? 'none' : shown.join('; ');
}

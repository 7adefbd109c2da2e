import type { Metric } from './metric.ts';

const suffixes: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/** A metric's unit as Prometheus spells it at the end of a name; empty for a number of things. */
export function prometheusUnit({ unit }: Pick<Metric, 'unit'>): string {
  return suffixes[unit] ?? '';
}

/** The name that is scraped, by OpenTelemetry's rules for Prometheus: underscores, the unit, `_total` of a counter. */
export function prometheusName(metric: Metric): string {
  const unit = prometheusUnit(metric);
  const parts = [metric.name.replaceAll('.', '_'), unit, metric.kind === 'counter' ? 'total' : ''];
  return parts.filter((part) => part !== '').join('_');
}

import { ValueType } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Distribution, Metric, Reading } from './metric.ts';
import { prometheusName, prometheusUnit } from './prometheus-name.ts';

// Loaded when the endpoint starts, never before: OpenTelemetry takes longer to load than the rest of `metrics/` together.

/** Whoever scrapes names the target; a resource would only say it again. */
const noResource: ResourceMetrics['resource'] = {
  attributes: {},
  merge: (other) => other ?? noResource,
  getRawAttributes: () => [],
};

const serializer = new PrometheusSerializer('', false, undefined, true, true);

/** All metrics as of now, in Prometheus' text format 0.0.4. Times are in milliseconds since the epoch. */
export function exposition(metrics: readonly Metric[], startedAt: number, now: number): string {
  const scopeMetrics = [{ scope: { name: 'leasehold' }, metrics: metricData(metrics, startedAt, now) }];
  return `${serializer.serialize({ resource: noResource, scopeMetrics }).trimEnd()}\n`;
}

/** The metrics as OpenTelemetry's SDK has them. */
export function metricData(metrics: readonly Metric[], startedAt: number, now: number): MetricData[] {
  const times = { startTime: hrTime(startedAt), endTime: hrTime(now) };
  return metrics.map((metric): MetricData => {
    const common = {
      descriptor: {
        // This serializer, unlike OpenTelemetry's own rules for Prometheus, leaves the unit to whoever names the metric.
        name: prometheusName(metric),
        description: metric.description,
        unit: prometheusUnit(metric),
        valueType: ValueType.DOUBLE,
      },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
    const points = <V>(readings: readonly Reading<V>[]) =>
      readings.map(({ labels, value }) => ({ ...times, attributes: heldLabels(metric, labels), value }));
    if (metric.kind === 'histogram') {
      const dataPoints = points(metric.read()).map((point) => ({ ...point, value: histogramOf(point.value) }));
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
    }
    const dataPoints: DataPoint<number>[] = points(metric.read());
    return metric.kind === 'counter'
      ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
      : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  });
}

/**
 * The labels, held against what they may be. Whatever else a source came to put there, be it a tenant, leaves as `other`:
 * what a label may say is decided where the metric is described.
 */
function heldLabels(metric: Metric, labels: Reading<unknown>['labels']): Record<string, string> {
  const held = Object.entries(metric.labels).map(([name, { values }]) => {
    const value = labels[name] ?? '';
    return [name, values.includes(value) ? value : 'other'];
  });
  return Object.fromEntries(held);
}

function histogramOf({ bounds, counts, sum, count }: Distribution) {
  return { buckets: { boundaries: [...bounds], counts: [...counts] }, sum, count };
}

function hrTime(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

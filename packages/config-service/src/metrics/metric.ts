/** Values of a label: those that exist, and no others, whatever is counted. `shown` describes a long list in the README. */
export interface LabelValues {
  readonly values: readonly string[];
  readonly shown?: string;
}

/** Units as OpenTelemetry writes them (UCUM): seconds, bytes, a share of one, or a number of what braces name. */
type Unit = 's' | 'By' | '1' | `{${string}}`;

/** One series: the value for these labels. */
export interface Reading<V> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: V;
}

/** How many values fell below each bound, and above the last. */
export interface Distribution {
  readonly bounds: readonly number[];
  /** One more than there are bounds; not cumulative. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

interface Described {
  /** By OpenTelemetry's conventions, without the unit. */
  readonly name: string;
  readonly unit: Unit;
  readonly description: string;
  readonly labels: Readonly<Record<string, LabelValues>>;
}

/** One metric: what it is, and how it is read when somebody scrapes. Until then nothing is done for it. */
export type Metric = Described &
  (
    | { readonly kind: 'counter' | 'gauge'; read(): readonly Reading<number>[] }
    | { readonly kind: 'histogram'; read(): readonly Reading<Distribution>[] }
  );

/** A metric of one series, without labels. */
export function single(
  description: Pick<Described, 'name' | 'unit' | 'description'> & { readonly kind: 'counter' | 'gauge' },
  read: () => number,
): Metric {
  return { ...description, labels: {}, read: () => [{ labels: {}, value: read() }] };
}

/** The middle value; the lower of the two middle ones for an even count. @throws RangeError on none. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('the median of nothing');
  return middle;
}

/** Median of the ratios round by round, so that a machine whose speed drifts moves both sides of each. */
export function medianRatio(a: readonly number[], b: readonly number[]): number {
  return median(
    a.map((value, round) => {
      const other = b[round];
      if (other === undefined) throw new RangeError('rounds differ in number');
      return value / other;
    }),
  );
}

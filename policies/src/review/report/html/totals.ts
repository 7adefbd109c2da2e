import type { MutationRow } from '../review.ts';

export type Totals = Pick<MutationRow, 'mutants' | 'killed' | 'equivalent'>;

/** The mutants of some rows together. */
export function totals(rows: readonly MutationRow[]): Totals {
  const sum = (key: keyof Totals) => rows.reduce((so, row) => so + row[key], 0);
  return { mutants: sum('mutants'), killed: sum('killed'), equivalent: sum('equivalent') };
}

/** One line of the result: a figure, and what it is held against. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For example `{ atLeast: 0.8 }`; absent for figures that only inform. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** What was compared with what, and how often. */
  readonly note: string;
}

/** Tells what is being measured while it is. */
export type Progress = (text: string) => void;

/** `null` when the measurement has no target. */
export function met({ value, target }: Measurement): boolean | null {
  if (target === undefined) return null;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

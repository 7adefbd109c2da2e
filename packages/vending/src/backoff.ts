/** How long to leave alone what has failed: doubling from `firstMs` to `mostMs`, less a random part of up to `jitter`. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
  /** 0-1. Spreads out those who failed together. */
  readonly jitter: number;
}

/** The wait after the `failures`-th failure in a row (from 1), in milliseconds; `random` is of [0, 1). */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** (failures - 1));
  return Math.ceil(full * (1 - backoff.jitter * random));
}

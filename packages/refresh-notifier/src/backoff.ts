/** Waits between rounds, in milliseconds: twice as long each time, up to a bound, and somewhere in the upper half of that. */
const firstMs = 100;
const mostMs = 2_000;

/** How long to wait before round `round`, counted from 1. @param random from 0 up to but excluding 1 */
export function backoffMs(round: number, random: number): number {
  const bound = Math.min(firstMs * 2 ** (round - 1), mostMs);
  return Math.round(bound / 2 + (bound / 2) * random);
}

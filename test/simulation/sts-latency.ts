import { stsLatency } from './assumptions.ts';
import { normal, type Random } from './random.ts';

/** How long one call to STS takes, in whole milliseconds. */
export function drawStsLatency(random: Random): number {
  const { medianMs, sigma, tailShare, tailFromMs, tailShape, mostMs } = stsLatency;
  const ms =
    random() < tailShare ? tailFromMs / (1 - random()) ** (1 / tailShape) : medianMs * Math.exp(sigma * normal(random));
  return Math.ceil(Math.min(ms, mostMs));
}

import { vendingDefaults } from '@leasehold/vending';

const { maxAttempts, backoffMs, maxBackoffMs, negativeMs, maxNegativeMs, breakerFailures, breakerMs, maxBreakerMs } =
  vendingDefaults;

/** How many waits that double from `firstMs` to `mostMs` begin within `ms` when jitter makes each as short as it may. */
function waitsWithin(ms: number, firstMs: number, mostMs: number, shortest: number): number {
  let waits = 0;
  for (let passed = 0, wait = firstMs; passed <= ms; wait = Math.min(mostMs, wait * 2)) {
    passed += wait * shortest;
    waits += 1;
  }
  return waits;
}

/** Attempts at STS to renew `sessions` for `ms`: each session backs off 1 s … 30 s, less up to half by jitter. */
export function renewals(ms: number, sessions: number): number {
  return sessions * waitsWithin(ms, backoffMs, maxBackoffMs, 0.5) * maxAttempts;
}

/** Attempts at STS for `sessions` that it refuses for good: each is asked again after 5 s … 60 s, less up to a fifth. */
export function refusals(ms: number, sessions: number): number {
  return sessions * waitsWithin(ms, negativeMs, maxNegativeMs, 0.8);
}

/** Attempts for `calls` that have no session and no refusal to be told again: each asks for itself. */
export function firstCalls(calls: number): number {
  return calls * maxAttempts;
}

/**
 * Attempts at an endpoint that is down for `ms`: five vends open its breaker, those that were under way beside them end,
 * and then one tries after each wait of 1 s … 30 s, less up to half.
 */
export function breaker(ms: number, underWay: number): number {
  return (breakerFailures + underWay + waitsWithin(ms, breakerMs, maxBreakerMs, 0.5)) * maxAttempts;
}

import type { EvictionReason } from '@leasehold/vending';
import { minuteMs } from './assumptions.ts';
import { seededRandom } from './random.ts';

/** The longest wait that is told from longer ones. */
const longestMs = 20_000;

/** What one simulated instance did while it was counted. */
export class Tally {
  vends = 0;
  hits = 0;
  misses = 0;
  staleServed = 0;
  /** Vends that were turned away by the budget; they are among the misses. */
  failed = 0;
  refreshesBegun = 0;
  refreshesFailed = 0;
  stsCalls = 0;
  /** Calls to STS that the budget turned away. */
  shedCalls = 0;
  opened = 0;
  readonly evicted: Record<Exclude<EvictionReason, 'revoked' | 'refused'>, number> = { lru: 0, idle: 0, expired: 0 };
  residentMost: number;
  readonly #from: number;
  /** Vends by how many milliseconds they waited. */
  readonly #waits = new Float64Array(longestMs + 1);
  /** Calls to STS by minute, dealt into two halves by chance. */
  readonly #minutes: readonly [number[], number[]] = [[], []];
  readonly #deal = seededRandom(1);

  /** Counts from `from`, when `resident` sessions are kept. */
  constructor(from: number, resident = 0) {
    this.#from = from;
    this.residentMost = resident;
  }

  waited(ms: number): void {
    const index = Math.min(ms, longestMs);
    this.#waits[index] = (this.#waits[index] as number) + 1;
  }

  stsCall(at: number): void {
    this.stsCalls += 1;
    const half = this.#minutes[this.#deal() < 0.5 ? 0 : 1];
    const minute = Math.max(0, Math.floor((at - this.#from) / minuteMs));
    while (half.length <= minute) half.push(0);
    half[minute] = (half[minute] as number) + 1;
  }

  /** How long the fastest `part` of all vends waited at most, in milliseconds. */
  waitOf(part: number): number {
    const whole = this.#waits.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    for (let ms = 0; ms <= longestMs; ms += 1) {
      seen += this.#waits[ms] as number;
      if (seen >= part * whole) return ms;
    }
    return longestMs;
  }

  /** Calls to STS in each minute so far. */
  byMinute(): number[] {
    const [one, other] = this.#minutes;
    return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => (one[at] ?? 0) + (other[at] ?? 0));
  }

  /**
   * Calls a second in the busiest minute. The highest of 1,440 counts is high by chance too, and a fleet's sum is less
   * so: hence each half says which minute, and the other one how busy it was.
   */
  peakPerSecond(): number {
    const [one, other] = this.#minutes;
    const judged = (judge: readonly number[], count: readonly number[]): number => count[busiest(judge)] ?? 0;
    return (judged(one, other) + judged(other, one)) / 60;
  }
}

function busiest(counts: readonly number[]): number {
  let most = 0;
  for (const [index, count] of counts.entries()) if (count > (counts[most] as number)) most = index;
  return most;
}

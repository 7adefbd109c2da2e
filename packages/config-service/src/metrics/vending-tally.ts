import { type ShedCause, type StsCall, stsFailureCodes, type VendingObserver } from '@leasehold/vending';
import { Durations } from './durations.ts';
import { Series } from './series.ts';

/** STS answers in 50-100 ms; everything asked for one vend ends within 8 s. */
const stsBounds = [0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10];
const waitBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What `code` of an error may be. */
export const errorCodes: readonly string[] = [...new Set(stsFailureCodes), 'other'];
const known = new Set(errorCodes);

/** Every cause there is; the compiler finds one that is missing. */
const causes: Readonly<Record<ShedCause, true>> = {
  'tenant-full': true,
  full: true,
  'too-long': true,
  'timed-out': true,
};
export const shedCauses = Object.keys(causes) as readonly ShedCause[];

interface Count {
  value: number;
}

type StsLabels = { readonly operation: StsCall['operation']; readonly endpoint: StsCall['endpoint'] };

/** Keeps what vending tells its observer, as plain numbers that are read when somebody scrapes. */
export class VendingTally implements VendingObserver {
  readonly stsDurations = new Series<StsLabels, Durations>(() => new Durations(stsBounds));
  readonly stsErrors = new Series<StsLabels & { readonly code: string }, Count>(() => ({ value: 0 }));
  readonly waits = new Durations(waitBounds);
  readonly sheds = new Map<string, number>(shedCauses.map((cause) => [cause, 0]));
  /** Percent; `null` before the first answer. */
  lastPackedSize: number | null = null;
  largestPackedSize: number | null = null;
  /** AWS's clock minus ours, in milliseconds; `null` before the first answer. */
  skewMs: number | null = null;

  stsCall({ operation, endpoint, milliseconds, outcome }: StsCall): void {
    this.stsDurations.of({ operation, endpoint }).add(milliseconds);
    if (outcome === 'ok') return;
    const code = known.has(outcome) ? outcome : 'other';
    this.stsErrors.of({ operation, endpoint, code }).value++;
  }

  budgetWait(milliseconds: number): void {
    this.waits.add(milliseconds);
  }

  shed(why: ShedCause): void {
    const count = this.sheds.get(why);
    if (count !== undefined) this.sheds.set(why, count + 1);
  }

  packedPolicySize(percent: number): void {
    this.lastPackedSize = percent;
    this.largestPackedSize = Math.max(this.largestPackedSize ?? 0, percent);
  }

  clockSkew(milliseconds: number): void {
    this.skewMs = milliseconds;
  }
}

import { type Clock, ResourceExhaustedError, type TenantId } from '@leasehold/domain';
import type { VendOptions } from './credential-vendor.ts';
import { LineLengths } from './line-lengths.ts';
import type { Schedule } from './schedule.ts';
import { type ShedCause, TenantShare, type Waiter } from './tenant-share.ts';
import { TokenBucket } from './token-bucket.ts';
import { WaitingLine } from './waiting-line.ts';

/** How much there is, how much of it one tenant may have, and how much may wait for it. */
export interface BudgetLimits {
  /** What is asked for, in the plural; refusals tell it. */
  readonly of: string;
  readonly perSecond: number;
  readonly burst: number;
  /** One tenant's part of both. */
  readonly tenantSharePercent: number;
  readonly maxWaiting: number;
  readonly maxWaitingPerTenant: number;
  readonly maxWaitMs: number;
}

/** Hears of what waited, and of what was turned away. */
export interface BudgetObserver {
  budgetWait(milliseconds: number): void;
  shed(why: ShedCause): void;
}

/** What a budget is made of. */
export interface FairBudgetParts {
  readonly limits: BudgetLimits;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly observer: BudgetObserver;
}

/**
 * Further attempts are owed for so long at most. More is let off: a burst that STS was slow to answer, be it for the keys of one
 * issuer, must not shut out everybody else for as long as the burst was worth.
 */
const maxOwedMs = 1_000;

/**
 * How often something may be done for tenants, each within its share. Every call takes a permit of the instance and one of its
 * tenant's share, and each further attempt one of the instance alone. Where there is
 * none it waits: tenants take turns, each in the order of its own calls, and one that has used its share up waits for that
 * alone. What waits is bounded in number and time; what is turned away is told when its share will do. Each step takes the
 * same time however many wait.
 */
export class FairBudget {
  readonly #limits: BudgetLimits;
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #observer: BudgetObserver;
  readonly #instance: TokenBucket;
  /** A tenant that is not here has its whole share. */
  readonly #shares = new Map<TenantId, TenantShare>();
  /** The same, the least recently used first. */
  readonly #used = new WaitingLine<TenantShare>();
  /** Tenants with a permit of their own that wait for one of the instance, in the order of their turns. */
  readonly #round = new WaitingLine<TenantShare>();
  readonly #lengths = new LineLengths<TenantShare>();
  #timerIsSet = false;

  constructor({ limits, clock, schedule, observer }: FairBudgetParts) {
    this.#limits = limits;
    this.#clock = clock;
    this.#schedule = schedule;
    this.#observer = observer;
    this.#instance = new TokenBucket(limits.perSecond, limits.burst, clock.now());
  }

  /**
   * `undefined` when the call may be made at once, else a promise of its turn.
   * @throws ResourceExhaustedError, at once or by the promise, when it is turned away
   */
  turn(
    tenant: TenantId,
    { urgency = 'now', withinMs = Number.POSITIVE_INFINITY }: VendOptions = {},
  ): Promise<void> | undefined {
    const now = this.#clock.now();
    this.#forgetUnused(now);
    const share = this.#shareOf(tenant, now);
    if (share.waiting === 0 && this.#round.first() === undefined && this.#instance.has(now) && share.bucket.has(now)) {
      this.#spend(share, now);
      return undefined;
    }
    const longest = Math.min(this.#limits.maxWaitMs, withinMs);
    const refusal = this.#refusal(share, urgency, longest, now);
    if (refusal !== null) throw this.#shed(share, refusal);
    return this.#wait(share, urgency, longest, now);
  }

  /** One more attempt of a call that had its turn is made: it does not wait, what comes after it does, up to a second. */
  charge(): void {
    const now = this.#clock.now();
    if (this.#instance.msUntil(1, now) < maxOwedMs) this.#instance.take(now);
  }

  /** A call that had its turn was not made: its permit and its tenant's are for others. */
  refund(tenant: TenantId): void {
    const now = this.#clock.now();
    this.#instance.giveBack(now);
    this.#shares.get(tenant)?.bucket.giveBack(now);
    this.#serve();
  }

  /** Calls that wait, and tenants whose share has not refilled yet. */
  get resident(): { readonly waiting: number; readonly tenants: number } {
    return { waiting: this.#lengths.total, tenants: this.#shares.size };
  }

  #refusal(share: TenantShare, urgency: Waiter['urgency'], longest: number, now: number): ShedCause | null {
    if (share.bucket.msUntil(share.ahead(urgency) + 1, now) > longest || longest <= 0) return 'too-long';
    if (share.waiting >= this.#limits.maxWaitingPerTenant) {
      if (urgency !== 'now' || !share.hasRefreshWaiting()) return 'tenant-full';
      share.leastUrgent()?.refuse('tenant-full');
    }
    if (this.#lengths.total < this.#limits.maxWaiting) return null;
    // Few tenants with many calls must not keep a tenant with few out: the longest line gives way.
    const longestLine = this.#lengths.longest();
    if (longestLine === undefined || longestLine.waiting <= share.waiting + 1) return 'full';
    longestLine.leastUrgent()?.refuse('full');
    return null;
  }

  #wait(share: TenantShare, urgency: Waiter['urgency'], longest: number, now: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      leaveLine();
      callOff();
      this.#lengths.changed(share, share.waiting);
    };
    const waiter: Waiter = {
      urgency,
      since: now,
      go: () => {
        leave();
        resolve();
      },
      refuse: (why) => {
        leave();
        reject(this.#shed(share, why));
      },
    };
    const leaveLine = share.join(waiter);
    // A turn that comes in the last millisecond is still one.
    const callOff = this.#schedule(longest + 1, () => waiter.refuse('timed-out'));
    this.#lengths.changed(share, share.waiting);
    if (!share.isLinedUp) this.#lineUp(share, now);
    this.#serve();
    return promise;
  }

  /** Into the round, or first until its own next permit. */
  #lineUp(share: TenantShare, now: number): void {
    share.isLinedUp = share.waiting > 0;
    if (!share.isLinedUp) return;
    const ms = share.bucket.msUntil(1, now);
    if (ms === 0) {
      this.#round.join(share);
      return;
    }
    this.#schedule(ms, () => {
      this.#lineUp(share, this.#clock.now());
      this.#serve();
    });
  }

  #serve(): void {
    const now = this.#clock.now();
    for (;;) {
      const share = this.#round.first();
      if (share === undefined) return;
      const waiter = share.next();
      if (waiter !== undefined && !this.#instance.has(now)) break;
      this.#round.shift();
      if (waiter !== undefined) {
        this.#spend(share, now);
        this.#observer.budgetWait(Math.max(0, now - waiter.since));
        waiter.go();
      }
      this.#lineUp(share, now);
    }
    if (this.#timerIsSet) return;
    this.#timerIsSet = true;
    this.#schedule(this.#instance.msUntil(1, now), () => {
      this.#timerIsSet = false;
      this.#serve();
    });
  }

  #spend(share: TenantShare, now: number): void {
    this.#instance.take(now);
    share.bucket.take(now);
  }

  #shed(share: TenantShare, why: ShedCause): ResourceExhaustedError {
    this.#observer.shed(why);
    const now = this.#clock.now();
    // When all that waits would have been served: whoever comes back then finds room, if nobody else came.
    const own = share.bucket.msUntil(share.waiting + 1, now);
    const all = this.#instance.msUntil(this.#lengths.total + 1, now);
    return new ResourceExhaustedError(
      `too many ${this.#limits.of} are asked for: ${explanations[why]}`,
      Math.max(own, all, 1),
    );
  }

  #shareOf(tenant: TenantId, now: number): TenantShare {
    let share = this.#shares.get(tenant);
    if (share === undefined) {
      const { perSecond, burst, tenantSharePercent } = this.#limits;
      const part = tenantSharePercent / 100;
      share = new TenantShare(tenant, new TokenBucket(perSecond * part, burst * part, now));
      this.#shares.set(tenant, share);
    } else share.leaveUsed();
    share.leaveUsed = this.#used.join(share);
    return share;
  }

  /** Two at most each time: as one is added at most, those that have refilled do not pile up. */
  #forgetUnused(now: number): void {
    for (let checked = 0; checked < 2; checked++) {
      const oldest = this.#used.first();
      if (oldest === undefined || oldest.isLinedUp || !oldest.bucket.isFull(now)) return;
      this.#used.shift();
      this.#shares.delete(oldest.tenant);
    }
  }
}

const explanations: Readonly<Record<ShedCause, string>> = {
  'tenant-full': 'as many of this tenant wait as may',
  full: 'as many wait as may',
  'too-long': "this tenant's share is used up for longer than a call may wait",
  'timed-out': 'no turn came in the time a call may wait',
};

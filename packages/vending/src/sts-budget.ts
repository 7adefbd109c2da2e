import type { Clock } from '@leasehold/domain';
import { FairBudget } from './fair-budget.ts';
import type { Schedule } from './schedule.ts';
import type { VendingSettings } from './settings.ts';
import type { VendingObserver } from './vending-observer.ts';

/** What the budget is made of. */
export interface BudgetParts {
  readonly settings: VendingSettings;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly observer: VendingObserver;
}

/** How often this instance asks STS. */
export class StsBudget extends FairBudget {
  constructor({ settings, ...parts }: BudgetParts) {
    const { stsCallsPerSecond: perSecond, stsBurst: burst } = settings;
    const { tenantSharePercent, maxWaiting, maxWaitingPerTenant, maxWaitMs } = settings;
    const limits = { perSecond, burst, tenantSharePercent, maxWaiting, maxWaitingPerTenant, maxWaitMs };
    super({ ...parts, limits: { of: 'sessions', ...limits } });
  }
}

import type { ConfigTag } from '@leasehold/domain';
import { FairBudget } from '@leasehold/vending';
import { ContainerModule } from 'inversify';
import { GroupCheck } from '../freshness/group-check.ts';
import { Reconcile } from '../freshness/reconcile.ts';
import { SparseFailures } from '../freshness/sparse-failures.ts';
import { StoreSweep } from '../freshness/store-sweep.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** Tenants take turns for calls, and wait for them as long as it takes: a sweep has few under way at a time. */
const waiting = { tenantSharePercent: 100, maxWaiting: 1_000, maxWaitingPerTenant: 1_000, maxWaitMs: 3_600_000 };
const unheard = { budgetWait: () => {}, shed: () => {} };

/** The comparison of what is held with the stores. */
export const reconcileModule = new ContainerModule(({ bind }) => {
  provide(
    bind,
    parts.reconcile,
    [
      parts.settings,
      parts.clock,
      parts.schedule,
      parts.random,
      parts.valueCache,
      parts.vending,
      parts.stores,
      parts.keyChanges,
      parts.watchedGroups,
      parts.freshnessTally,
      parts.log,
    ],
    ({ reconcile: settings }, clock, schedule, random, values, { vendor }, stores, changes, watched, tally, log) => {
      const sweepOf = (tag: ConfigTag): StoreSweep => {
        const perSecond = settings.callsPerSecond[tag];
        const limits = { of: 'comparisons', perSecond, burst: perSecond, ...waiting };
        const budget = new FairBudget({ limits, clock, schedule, observer: unheard });
        const onFailure = new SparseFailures(`comparing ${tag}_ values with their store failed`, log, clock).failed;
        const check = new GroupCheck({ values, vendor, stores, changes, watched, budget, tally, onFailure });
        const { intervalMs } = settings;
        return new StoreSweep({ tag, intervalMs, values, watched, check, tally, clock, schedule, random, onFailure });
      };
      return new Reconcile({ tenant_config: sweepOf('tenant_config'), param_config: sweepOf('param_config') });
    },
  );
});

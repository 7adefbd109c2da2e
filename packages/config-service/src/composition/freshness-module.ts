import { FairBudget } from '@leasehold/vending';
import { ContainerModule } from 'inversify';
import { FreshnessTally } from '../freshness/freshness-tally.ts';
import { Refills } from '../freshness/refills.ts';
import { ResidentKeys } from '../freshness/resident-keys.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** One tenant's part of the refills, in percent; and how many wait for their turn, each how long, before the next caller reads. */
const tenantSharePercent = 25;
const waiting = { maxWaiting: 1_000, maxWaitingPerTenant: 250, maxWaitMs: 5_000 };

/** Nobody has to hear of refills that wait or are turned away: they are counted by what came of them. */
const unheard = { budgetWait: () => {}, shed: () => {} };

/** What is done about keys that were changed at AWS, told of or not. */
export const freshnessModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.freshnessTally, [], () => new FreshnessTally());
  // For watched keys too: together they bound what a flood of changes, true or not, costs the stores.
  provide(
    bind,
    parts.refillBudget,
    [parts.settings, parts.clock, parts.schedule],
    ({ refills: { perSecond, burst } }, clock, schedule) => {
      const limits = { of: 'refills', perSecond, burst, tenantSharePercent, ...waiting };
      return new FairBudget({ limits, clock, schedule, observer: unheard });
    },
  );
  provide(
    bind,
    parts.refills,
    [parts.valueCache, parts.vending, parts.stores, parts.refillBudget, parts.freshnessTally],
    (values, { vendor }, stores, budget, tally) => new Refills({ values, vendor, stores, budget, tally }),
  );
  provide(
    bind,
    parts.keyChanges,
    [parts.valueCache, parts.refills, parts.clock, parts.log],
    (values, refills, clock, log) =>
      new ResidentKeys({
        values,
        refills,
        clock,
        onFailure: (failure) => log.failed('a listener of changes failed', failure),
      }),
  );
});

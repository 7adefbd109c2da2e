import { ContainerModule } from 'inversify';
import { ForgottenTenants } from '../revocation/forgotten-tenants.ts';
import { WatchHub } from '../watch/watch-hub.ts';
import { WatchTally } from '../watch/watch-tally.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** Watches, and what they are told by. */
export const watchModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.forgottenTenants, [], () => new ForgottenTenants());
  provide(bind, parts.watchTally, [], () => new WatchTally());
  provide(
    bind,
    parts.watchHub,
    [
      parts.settings,
      parts.keyChanges,
      parts.useCases,
      parts.valueCache,
      parts.vendor,
      parts.stores,
      parts.refillBudget,
      parts.clock,
      parts.schedule,
      parts.random,
      parts.watchTally,
      parts.log,
      parts.verifier,
      parts.revoked,
      parts.forgottenTenants,
    ],
    (
      { watch, maxDeadlineMs },
      changes,
      { getConfig, listConfigs },
      values,
      vendor,
      stores,
      budget,
      clock,
      schedule,
      random,
      tally,
      log,
      verifier,
      revoked,
      forgotten,
    ) =>
      new WatchHub({
        limits: { ...watch, maxReadMs: maxDeadlineMs },
        changes,
        getConfig,
        listConfigs,
        values,
        vendor,
        stores,
        budget,
        clock,
        schedule,
        random,
        tally,
        verifier,
        revoked,
        forgotten,
        onFailure: (failure) => log.failed('a watched key cannot be read', failure),
      }),
  );
  provide(bind, parts.watchedGroups, [parts.watchHub], (hub) => hub);
});

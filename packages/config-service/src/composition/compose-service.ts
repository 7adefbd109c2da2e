import { Container, type ContainerModule } from 'inversify';
import type { Service } from '../service/service.ts';
import type { Settings } from '../settings/settings.ts';
import { edgeModule } from './edge-module.ts';
import { foundationModule } from './foundation-module.ts';
import { freshnessModule } from './freshness-module.ts';
import { identityModule } from './identity-module.ts';
import { metricsModule } from './metrics-module.ts';
import { parts } from './parts.ts';
import { readinessModule } from './readiness-module.ts';
import { reconcileModule } from './reconcile-module.ts';
import { refreshModule } from './refresh-module.ts';
import { revocationModule } from './revocation-module.ts';
import { storageModule } from './storage-module.ts';
import { provide } from './token.ts';
import { useCasesModule } from './use-cases-module.ts';
import { vendingModule } from './vending-module.ts';
import { watchModule } from './watch-module.ts';

/**
 * Puts the service together from its settings; nothing listens yet. `overrides` replace parts, as tests and
 * demonstrations do; production passes none.
 */
export function composeService(settings: Settings, ...overrides: readonly ContainerModule[]): Service {
  const container = new Container();
  provide(container.bind.bind(container), parts.settings, [], () => settings);
  container.load(
    foundationModule,
    identityModule,
    vendingModule,
    storageModule,
    useCasesModule,
    revocationModule,
    freshnessModule,
    reconcileModule,
    watchModule,
    refreshModule,
    readinessModule,
    metricsModule,
    edgeModule,
  );
  container.load(...overrides);
  return container.get<Service>(parts.service);
}

import { ContainerModule } from 'inversify';
import { CallTally } from '../metrics/call-tally.ts';
import { MetricsEndpoint } from '../metrics/metrics-endpoint.ts';
import { serviceMetrics } from '../metrics/service-metrics.ts';
import { VendingTally } from '../metrics/vending-tally.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** What is counted, and where it can be read. */
export const metricsModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.vendingTally, [], () => new VendingTally());
  provide(bind, parts.callTally, [], () => new CallTally());
  provide(
    bind,
    parts.metrics,
    [
      parts.vending,
      parts.vendingTally,
      parts.callTally,
      parts.valueCache,
      parts.inFlight,
      parts.unproven,
      parts.revoked,
      parts.revocationWatch,
      parts.refreshTally,
      parts.freshnessTally,
      parts.reconcile,
      parts.watchHub,
      parts.watchTally,
      parts.readiness,
    ],
    (
      vending,
      vendingTally,
      callTally,
      valueCache,
      inFlight,
      unproven,
      revoked,
      revocationWatch,
      refreshTally,
      freshnessTally,
      reconcile,
      watches,
      watchTally,
      readiness,
    ) =>
      serviceMetrics({
        vending,
        vendingTally,
        callTally,
        valueCache,
        inFlight,
        unproven,
        revoked,
        revocationWatch,
        refreshTally,
        freshnessTally,
        reconcile,
        watches,
        watchTally,
        readiness,
      }),
  );
  provide(
    bind,
    parts.metricsEndpoint,
    [parts.settings, parts.metrics, parts.clock, parts.log],
    ({ metrics: settings }, metrics, clock, log) =>
      new MetricsEndpoint(settings, metrics, clock, (failure) => log.failed('the metrics could not be read', failure)),
  );
});

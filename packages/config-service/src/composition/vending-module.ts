import { createVendor } from '@leasehold/vending';
import { ContainerModule } from 'inversify';
import { issuerUrl } from '../settings/issuers.ts';
import { parts } from './parts.ts';
import { provide } from './token.ts';

/** From a verified tenant to its AWS session. */
export const vendingModule = new ContainerModule(({ bind }) => {
  provide(bind, parts.vending, [parts.settings, parts.clock, parts.vendingTally], (settings, clock, observer) =>
    createVendor({
      deployment: settings.deployment,
      sts: {
        region: settings.deployment.region,
        ...(settings.awsEndpoint === null ? {} : { endpoint: settings.awsEndpoint }),
      },
      modes: new Map(settings.issuers.map((issuer) => [issuerUrl(issuer), issuer.mode])),
      clock,
      observer,
      ...(settings.stsFallbackRegion === null ? {} : { fallback: { region: settings.stsFallbackRegion } }),
      settings: {
        sessionSeconds: settings.sessionSeconds,
        maxSessions: settings.rememberedSessions,
        idleMs: settings.sessionIdleMs,
        stsCallsPerSecond: settings.stsCallsPerSecond,
        stsBurst: settings.stsBurst,
      },
    }),
  );
  provide(bind, parts.vendor, [parts.vending], ({ vendor }) => vendor);
});

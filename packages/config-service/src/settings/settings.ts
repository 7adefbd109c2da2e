import type { ConfigTag } from '@leasehold/domain';
import type { TrustedIssuerSettings } from '@leasehold/identity';
import type { Deployment } from '@leasehold/policies';
import type { PortSettings } from '../edge/bound-server.ts';
import type { LogLevel } from '../logging/service-log.ts';
import type { MetricsSettings } from '../metrics/metrics-endpoint.ts';
import type { RefreshPortSettings } from '../refresh/refresh-port.ts';
import type { ValueCacheLimits } from '../value-cache/value-cache.ts';
import type { WatchLimits } from '../watch/watch-hub.ts';

/** All that differs between a laptop and production. There is no other input to the service than these and the calls. */
export interface Settings {
  readonly edge: PortSettings;
  /** `null`: no refresh port. */
  readonly refresh: RefreshPortSettings | null;
  /** `null`: no metrics endpoint. */
  readonly metrics: MetricsSettings | null;
  readonly issuers: readonly TrustedIssuerSettings[];
  readonly deployment: Deployment;
  /** `null` is AWS itself. */
  readonly awsEndpoint: string | null;
  readonly sessionSeconds: number;
  readonly rememberedSessions: number;
  readonly sessionIdleMs: number;
  /** Asked while the region's own STS is down; `null`: nobody else. */
  readonly stsFallbackRegion: string | null;
  readonly stsCallsPerSecond: number;
  readonly stsBurst: number;
  readonly rememberedTokens: number;
  readonly valueCache: ValueCacheLimits;
  /** Changed keys that are read ahead. */
  readonly refills: { readonly perSecond: number; readonly burst: number };
  /** How often what is held is compared with the stores, in milliseconds, and with how many calls. */
  readonly reconcile: { readonly intervalMs: number; readonly callsPerSecond: Readonly<Record<ConfigTag, number>> };
  readonly watch: Omit<WatchLimits, 'maxReadMs'>;
  readonly maxDeadlineMs: number;
  readonly maxReplyBytes: number;
  readonly maxInFlight: number;
  readonly drainMs: number;
  readonly logLevel: LogLevel;
}

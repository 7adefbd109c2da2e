import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Clock } from '@leasehold/domain';
import type { Deployment } from '@leasehold/policies';
import { askSts } from './ask-sts.ts';
import { AssumeRoleVendor } from './assume-role-vendor.ts';
import { CachingVendor } from './caching-vendor.ts';
import { EndpointBreaker } from './endpoint-breaker.ts';
import { GatedVendor } from './gated-vendor.ts';
import { IssuerVendor } from './issuer-vendor.ts';
import { lastingCredentials } from './own-credentials.ts';
import { type Schedule, schedule } from './schedule.ts';
import { type VendingMode, type VendingSettings, VendingSettingsError, vendingSettings } from './settings.ts';
import { watchAttempts } from './sts-attempts.ts';
import { StsBudget } from './sts-budget.ts';
import { type BaseCredentials, noCredentials, type StsAddress, stsClient } from './sts-client.ts';
import { type StsEndpoint, StsEndpoints } from './sts-endpoints.ts';
import { type StsCall, silentObserver, type VendingObserver } from './vending-observer.ts';
import { WebIdentityVendor } from './web-identity-vendor.ts';

/** What vending is made of. */
export interface VendorParts {
  readonly deployment: Deployment;
  readonly sts: StsAddress;
  /** STS of another region, asked when `sts` is down or does not answer. The account must have STS activated there. */
  readonly fallback?: StsAddress | null;
  /** Mode of every trusted issuer, by the issuer URL that `VerifiedTenant.issuer` carries. */
  readonly modes: ReadonlyMap<string, VendingMode>;
  readonly clock: Clock;
  readonly settings?: Partial<VendingSettings>;
  /** The service's own credentials, for `assume-role`; the SDK's default chain unless said. */
  readonly credentials?: BaseCredentials;
  /** Hears of waits, calls and levels; nobody does unless said. */
  readonly observer?: VendingObserver;
  /** Real timers unless said. */
  readonly schedule?: Schedule;
  /** Of [0, 1), for the jitter of waits; `Math.random` unless said. */
  readonly random?: () => number;
}

/** The caching vendor over the STS vendors, and their connections. */
export interface Vending {
  readonly vendor: CachingVendor;
  /**
   * Resolves when STS has answered the service's own credentials, in bounded time; `null` when no issuer uses `assume-role`,
   * because then the service asks STS nothing of its own. @throws UnavailableError when it does not answer, or not these
   */
  readonly askSts: (() => Promise<void>) | null;
  /** Whether some breaker of each endpoint keeps calls away from it, or lets one try it. */
  endpointsLeftAlone(): Readonly<Partial<Record<StsCall['endpoint'], boolean>>>;
  close(): void;
}

/**
 * Vending as production uses it. A vendor is made only for modes some issuer has: without `assume-role` the service's
 * own credentials are never even looked up. @throws VendingSettingsError
 */
export function createVendor(parts: VendorParts): Vending {
  const settings = vendingSettings(parts.settings);
  const modes = new Set(parts.modes.values());
  checkModes(modes, parts);
  const surroundings = {
    settings,
    clock: parts.clock,
    schedule: parts.schedule ?? schedule,
    random: parts.random ?? Math.random,
    observer: parts.observer ?? silentObserver,
  };
  const budget = new StsBudget(surroundings);
  const addresses = stsAddresses(parts);
  const breakers: { readonly endpoint: StsCall['endpoint']; readonly breaker: EndpointBreaker }[] = [];
  const endpointsFor = (credentials: BaseCredentials): StsEndpoints => {
    const [primary, ...others] = addresses.map(({ address, endpoint }): StsEndpoint => {
      const client = stsClient(address, credentials, settings);
      const breaker = new EndpointBreaker(surroundings);
      breakers.push({ endpoint, breaker });
      return { client, breaker, timesOf: watchAttempts(client, { ...surroundings, endpoint, budget }) };
    });
    if (primary === undefined) throw new VendingSettingsError('there is no STS to ask');
    return new StsEndpoints([primary, ...others], surroundings);
  };
  const context = { deployment: parts.deployment, settings, observer: surroundings.observer };
  const own = modes.has('assume-role') ? lastingCredentials(parts.credentials ?? chain(parts.sts), parts.clock) : null;
  const assumeRole = own === null ? null : new AssumeRoleVendor(endpointsFor(own), context);
  // STS fetches an issuer's keys while it is asked: an issuer that lets it wait must hold up its own tenants alone, so each
  // has its own connections, retries and breakers.
  const byIssuer = new Map(
    [...parts.modes].map(([issuer, mode]) => [
      issuer,
      mode === 'assume-role' && assumeRole !== null
        ? assumeRole
        : new WebIdentityVendor(endpointsFor(noCredentials), context),
    ]),
  );
  const askers = own === null ? [] : addresses.map(({ address }) => stsClient(address, own, settings));
  const gated = new GatedVendor(new IssuerVendor(byIssuer), budget);
  const vendor = new CachingVendor(gated, parts.deployment, settings, parts.clock, surroundings);
  return {
    vendor,
    askSts: own === null ? null : () => askSts(askers),
    endpointsLeftAlone: () => {
      const open = new Set(breakers.filter(({ breaker }) => breaker.isOpen).map(({ endpoint }) => endpoint));
      return Object.fromEntries(addresses.map(({ endpoint }) => [endpoint, open.has(endpoint)]));
    },
    close: () => {
      vendor.close();
      for (const client of askers) client.destroy();
      for (const each of new Set(byIssuer.values())) each.close();
    },
  };
}

function checkModes(modes: ReadonlySet<VendingMode>, { deployment }: VendorParts): void {
  if (modes.size === 0) throw new VendingSettingsError('at least one issuer needs a vending mode');
  if (modes.has('assume-role') && !deployment.assumeRoleTrust) {
    throw new VendingSettingsError('an issuer uses assume-role, but the deployed trust policies do not allow it');
  }
}

function stsAddresses({ sts, fallback = null }: VendorParts) {
  const primary = { endpoint: 'primary' as const, address: sts };
  if (fallback === null) return [primary];
  if (fallback.region === sts.region && fallback.endpoint === sts.endpoint) {
    throw new VendingSettingsError(`the fallback STS is the same as the first: region ${sts.region}`);
  }
  return [primary, { endpoint: 'fallback' as const, address: fallback }];
}

function chain(sts: StsAddress): BaseCredentials {
  return fromNodeProviderChain({ clientConfig: { region: sts.region } });
}

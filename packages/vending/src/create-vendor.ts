import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Clock } from '@leasehold/domain';
import type { Deployment } from '@leasehold/policies';
import { AssumeRoleVendor } from './assume-role-vendor.ts';
import { CachingVendor } from './caching-vendor.ts';
import { IssuerVendor } from './issuer-vendor.ts';
import { type VendingMode, type VendingSettings, VendingSettingsError, vendingSettings } from './settings.ts';
import type { BaseCredentials, StsAddress } from './sts-client.ts';
import { WebIdentityVendor } from './web-identity-vendor.ts';

/** What vending is made of. */
export interface VendorParts {
  readonly deployment: Deployment;
  readonly sts: StsAddress;
  /** Mode of every trusted issuer, by the issuer URL that `VerifiedTenant.issuer` carries. */
  readonly modes: ReadonlyMap<string, VendingMode>;
  readonly clock: Clock;
  readonly settings?: Partial<VendingSettings>;
  /** The service's own credentials, for `assume-role`; the SDK's default chain unless said. */
  readonly credentials?: BaseCredentials;
}

/** The caching vendor over the STS vendors, and their connections. */
export interface Vending {
  readonly vendor: CachingVendor;
  close(): void;
}

/**
 * Vending as production uses it. A vendor is made only for modes some issuer has: without `assume-role` the service's
 * own credentials are never even looked up. @throws VendingSettingsError
 */
export function createVendor(parts: VendorParts): Vending {
  const settings = vendingSettings(parts.settings);
  const modes = new Set(parts.modes.values());
  if (modes.size === 0) throw new VendingSettingsError('at least one issuer needs a vending mode');
  if (modes.has('assume-role') && !parts.deployment.assumeRoleTrust) {
    throw new VendingSettingsError('an issuer uses assume-role, but the deployed trust policies do not allow it');
  }
  const context = { deployment: parts.deployment, settings };
  const webIdentity = modes.has('web-identity') ? new WebIdentityVendor(parts.sts, context, parts.clock) : null;
  const assumeRole = modes.has('assume-role')
    ? new AssumeRoleVendor(parts.sts, parts.credentials ?? chain(parts.sts), context, parts.clock)
    : null;
  const byIssuer = new IssuerVendor(parts.modes, {
    ...(webIdentity === null ? {} : { 'web-identity': webIdentity }),
    ...(assumeRole === null ? {} : { 'assume-role': assumeRole }),
  });
  return {
    vendor: new CachingVendor(byIssuer, parts.deployment, settings, parts.clock),
    close: () => {
      webIdentity?.close();
      assumeRole?.close();
    },
  };
}

function chain(sts: StsAddress): BaseCredentials {
  return fromNodeProviderChain({ clientConfig: { region: sts.region } });
}

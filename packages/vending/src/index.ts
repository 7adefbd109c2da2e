export { AssumeRoleVendor } from './assume-role-vendor.ts';
export { CachingVendor } from './caching-vendor.ts';
export { createVendor, type Vending, type VendorParts } from './create-vendor.ts';
export type { CredentialVendor } from './credential-vendor.ts';
export { IssuerVendor } from './issuer-vendor.ts';
export {
  type VendingMode,
  type VendingSettings,
  VendingSettingsError,
  type VendorContext,
  vendingDefaults,
  vendingSettings,
} from './settings.ts';
export { StsCallError, type StsOperation } from './sts-call-error.ts';
export type { BaseCredentials, StsAddress } from './sts-client.ts';
export { VendingFaultError } from './vending-fault.ts';
export { WebIdentityVendor } from './web-identity-vendor.ts';

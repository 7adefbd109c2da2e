export { AssumeRoleVendor } from './assume-role-vendor.ts';
export { type CachingParts, CachingVendor } from './caching-vendor.ts';
export { createVendor, type Vending, type VendorParts } from './create-vendor.ts';
export type { CredentialVendor, VendOptions } from './credential-vendor.ts';
export { type FailureClass, failureClass } from './failure-class.ts';
export { stsFailureCodes } from './failure-table.ts';
export { type BudgetLimits, type BudgetObserver, FairBudget, type FairBudgetParts } from './fair-budget.ts';
export { IssuerVendor } from './issuer-vendor.ts';
export { type Schedule, schedule } from './schedule.ts';
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
export type { ShedCause } from './tenant-share.ts';
export { TokenBucket } from './token-bucket.ts';
export { VendingFaultError } from './vending-fault.ts';
export { type StsCall, silentObserver, type VendingObserver } from './vending-observer.ts';
export type { EvictionReason, VendingStats } from './vending-stats.ts';
export { WebIdentityVendor } from './web-identity-vendor.ts';

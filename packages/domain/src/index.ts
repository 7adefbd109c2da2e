export { BearerToken } from './bearer-token.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  type ConfigEntry,
  contentTypeRule,
  defaultContentType,
  isContentType,
  maxValueBytes,
  parseContentType,
  type Sensitivity,
} from './config-entry.ts';
export {
  type ConfigKey,
  type ConfigName,
  type ConfigTag,
  configKeyRule,
  configNameRule,
  configTags,
  formatConfigKey,
  isConfigName,
  isConfigTag,
  maxKeyLength,
  parseConfigKey,
} from './config-key.ts';
export {
  type ErrorCode,
  InvalidInputError,
  IsolationRefusedError,
  LeaseholdError,
  NotFoundError,
  PermissionDeniedError,
  ResourceExhaustedError,
  TenantRevokedError,
  UnauthenticatedError,
  UnavailableError,
  VersionConflictError,
} from './errors.ts';
export { isLoopbackHost } from './loopback-host.ts';
export { isRole, type Role, roles } from './role.ts';
export { isServiceName, parseServiceName, type ServiceName, serviceNameRule } from './service-name.ts';
export { TenantCredentials } from './tenant-credentials.ts';
export { isTenantId, parseTenantId, type TenantId, tenantIdRule } from './tenant-id.ts';
export type { PrincipalClaims, VerifiedPrincipal } from './verified-principal.ts';
export type { VerifiedClaims, VerifiedTenant } from './verified-tenant.ts';

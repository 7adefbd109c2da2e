export type { AboutBrokenSet, BreakableTheorem, BrokenSet } from './broken/broken-set.ts';
export { BrokenSetError } from './broken/broken-set-error.ts';
export { brokenSets } from './broken/broken-sets.ts';
export { type Deployment, localDeployment, type TrustedIssuer } from './deployment.ts';
export { DeploymentGrammarError, safeDeployment } from './deployment-grammar.ts';
export { notifierRolePolicy } from './documents/notifier-role.ts';
export { notifierRoleTrustPolicy } from './documents/notifier-role-trust.ts';
export { organizationRcp } from './documents/organization-rcp.ts';
export { organizationScp } from './documents/organization-scp.ts';
export { parameterKeyPolicy } from './documents/parameter-key.ts';
export {
  collected,
  nobodyRevoked,
  type Revocations,
  restored,
  revoked,
  type SessionsBefore,
  withFewerMoments,
} from './documents/revocations.ts';
export { RevocationsSizeError } from './documents/revocations-size.ts';
export { RevocationsUnreadableError } from './documents/revocations-unreadable.ts';
export { sessionPolicy } from './documents/session.ts';
export { taskRolePolicy } from './documents/task-role.ts';
export { taskRoleTrustPolicy } from './documents/task-role-trust.ts';
export { tenantBoundaryPolicy } from './documents/tenant-boundary.ts';
export { tenantReaderPolicy } from './documents/tenant-reader.ts';
export { readRevocations, revocationsPolicy } from './documents/tenant-revocations.ts';
export { tenantTablePolicy } from './documents/tenant-table.ts';
export { tenantTrustPolicy } from './documents/tenant-trust.ts';
export { tenantWriterPolicy } from './documents/tenant-writer.ts';
export { TrustPolicySizeError } from './documents/trust-policy-size.ts';
export {
  boundaryArn,
  configSortKey,
  failureQueueArn,
  historySortKey,
  leadingKey,
  NameGrammarError,
  notifierArn,
  oidcProviderArn,
  parameterArn,
  parameterKeyArn,
  parameterPath,
  parameterSortKey,
  principalArn,
  revocationsArn,
  roleArn,
  safeService,
  safeTenant,
  servicePath,
  sortKeyPrefix,
  streamArns,
  tableArn,
} from './names.ts';
export { packedPolicyPercent, sessionPolicyCharacters } from './packed-size.ts';
export type { OneOrMore, PolicyCondition, PolicyDocument, PolicyStatement } from './policy-document.ts';
export { PolicyError } from './policy-error.ts';
export {
  type DocumentName,
  documentNames,
  filledSession,
  type PolicySet,
  policySet,
  serviceMarker,
  tenantMarker,
} from './policy-set.ts';
export { policyDigest, renderPolicy } from './render.ts';
export { SessionNameError, sessionName } from './session-name.ts';
export type { SessionScope } from './session-scope.ts';

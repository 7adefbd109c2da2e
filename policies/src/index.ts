export { type Deployment, localDeployment, type TrustedIssuer } from './deployment.ts';
export {
  configSortKey,
  historySortKey,
  leadingKey,
  NameGrammarError,
  oidcProviderArn,
  parameterArn,
  parameterKeyArn,
  parameterPath,
  parameterSortKey,
  roleArn,
  safeService,
  safeTenant,
  servicePath,
  sortKeyPrefix,
  tableArn,
} from './names.ts';
export type { SessionScope } from './session-scope.ts';

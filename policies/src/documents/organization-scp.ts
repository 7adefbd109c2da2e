import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { boundaryArn, oidcProviderArn, parameterKeyArn, principalArn, roleArn, tableArn } from '../names.ts';
import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../policy-document.ts';

/**
 * Service control policy, offered to the organisation for the account: the fences themselves may be changed by the deployer
 * alone, and some changes by nobody. It stands beside `FullAWSAccess`, allows nothing by itself, and does not bind the
 * management account, service-linked roles, or callers who are no principals of the account (Organizations user guide,
 * SCPs); for the last ones there is the resource control policy. It asks of the literal names of one deployment, so
 * several deployments in one account are several policies.
 */
export function organizationScp(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const tenantRoles = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  const taskRole = roleArn(deployment, deployment.taskRole);
  const others: PolicyCondition = {
    ArnNotEquals: { 'aws:PrincipalArn': principalArn(deployment, deployment.deployer) },
  };
  const providers = deployment.issuers.map(({ provider }) => oidcProviderArn(deployment, provider));
  return {
    Version: '2012-10-17',
    Statement: [
      deny('DenyChangingRoles', roleChanges, [...tenantRoles, taskRole], others),
      deny('DenyChangingBoundary', boundaryChanges, boundaryArn(deployment), others),
      ...(providers.length === 0 ? [] : [deny('DenyChangingIssuers', issuerChanges, providers, others)]),
      deny('DenyChangingTablePolicy', tablePolicyChanges, tableArn(deployment), others),
      deny('DenyChangingKeyPolicy', ['kms:PutKeyPolicy'], parameterKeyArn(deployment), others),
      // No exception from here on, but one for who is meant.
      deny('DenyRolesWithoutBoundary', ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'], tenantRoles, {
        // Met as well where the key is absent, which is a role made without any boundary.
        StringNotEquals: { 'iam:PermissionsBoundary': boundaryArn(deployment) },
      }),
      deny('DenyRemovingBoundary', ['iam:DeleteRolePermissionsBoundary'], tenantRoles),
      deny('DenyTenantTagOnRoles', ['iam:CreateRole', 'iam:TagRole'], tenantRoles, {
        // A role's own tag becomes the tag of a session that passes none. Tag keys have no case.
        'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': 'TenantId' },
      }),
      deny('DenyKeyGrants', ['kms:CreateGrant'], parameterKeyArn(deployment)),
      deny('DenyRestoringBackups', ['dynamodb:RestoreTableFromBackup'], `${tableArn(deployment)}/backup/*`, {
        // What is restored has the items and not the table's policy.
        ArnNotEquals: { 'aws:PrincipalArn': principalArn(deployment, deployment.breakGlass) },
      }),
      deny(
        'DenyAssumingTenantRoles',
        ['sts:AssumeRole'],
        tenantRoles,
        deployment.assumeRoleTrust ? { ArnNotEquals: { 'aws:PrincipalArn': taskRole } } : undefined,
      ),
    ],
  };
}

/** Changes of a role's policies, trust, boundary or tags, and lending it to a service. */
const roleChanges = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PassRole',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
] as const;

const boundaryChanges = [
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
] as const;

const issuerChanges = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:DeleteOpenIDConnectProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
] as const;

const tablePolicyChanges = ['dynamodb:DeleteResourcePolicy', 'dynamodb:PutResourcePolicy'] as const;

function deny(
  sid: string,
  actions: readonly string[],
  resource: string | readonly string[],
  condition?: PolicyCondition,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Action: actions,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

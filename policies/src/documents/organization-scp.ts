import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import {
  boundaryArn,
  oidcProviderArn,
  parameterArn,
  parameterKeyArn,
  principalArn,
  revocationsArn,
  roleArn,
  streamArns,
  tableArn,
} from '../names.ts';
import type { PolicyCondition, PolicyDocument, PolicyStatement } from '../policy-document.ts';
import {
  boundaryChanges,
  impersonationOf,
  issuerChanges,
  parameterUse,
  revocationsChanges,
  roleChanges,
  tablePolicyChanges,
} from './organization-actions.ts';

/**
 * Service control policy, offered to the organisation for the account: the fences themselves may be changed by the deployer
 * alone, some by nobody, and who is revoked by the revoker as well. And it keeps the account's own people from the parameters, for which AWS has
 * neither resource policies nor resource control policies. It stands beside `FullAWSAccess`, allows nothing by itself, and does not bind the
 * management account, service-linked roles, or callers who are no principals of the account (Organizations user guide,
 * SCPs); for the last ones there is the resource control policy. It asks of the literal names of one deployment, so
 * several deployments in one account are several policies.
 */
export function organizationScp(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const tenantRoles = [deployment.readerRole, deployment.writerRole].map((role) => roleArn(deployment, role));
  const taskRole = roleArn(deployment, deployment.taskRole);
  const notifier = roleArn(deployment, deployment.notifierRole);
  const deployer = principalArn(deployment, deployment.deployer);
  const breakGlass = principalArn(deployment, deployment.breakGlass);
  const revoker = principalArn(deployment, deployment.revoker);
  const others = allBut(deployer);
  const providers = deployment.issuers.map(({ provider }) => oidcProviderArn(deployment, provider));
  return {
    Version: '2012-10-17',
    Statement: [
      deny('DenyChangingRoles', roleChanges, [...tenantRoles, taskRole, notifier], others),
      deny('DenyChangingBoundary', boundaryChanges, boundaryArn(deployment), others),
      // Attaching and detaching it is a change of a role.
      deny('DenyChangingRevocations', revocationsChanges, revocationsArn(deployment), allBut(deployer, revoker)),
      ...(providers.length === 0 ? [] : [deny('DenyChangingIssuers', issuerChanges, providers, others)]),
      // The stream has a policy of its own, and every change of an item passes through it.
      deny('DenyChangingTablePolicy', tablePolicyChanges, [tableArn(deployment), streamArns(deployment)], others),
      // It says what a stream's records hold, which is keys alone, or the values as well.
      deny('DenyChangingTable', ['dynamodb:UpdateTable'], tableArn(deployment), others),
      deny('DenyChangingKeyPolicy', ['kms:PutKeyPolicy'], parameterKeyArn(deployment), others),
      // None becomes another, nor does anyone else become one of them.
      deny('DenyBecomingDeployer', impersonationOf(deployment.deployer), deployer, allBut(deployer)),
      deny('DenyBecomingBreakGlass', impersonationOf(deployment.breakGlass), breakGlass, allBut(breakGlass)),
      deny('DenyBecomingRevoker', impersonationOf(deployment.revoker), revoker, allBut(revoker)),
      // No exception from here on, but for who is meant.
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
      // What is restored has the items and not the table's policy.
      deny(
        'DenyRestoringBackups',
        ['dynamodb:RestoreTableFromBackup'],
        `${tableArn(deployment)}/backup/*`,
        allBut(breakGlass),
      ),
      deny('DenyParametersToOthers', parameterUse, parameters(deployment), allBut(...tenantRoles, breakGlass)),
      deny(
        'DenyAssumingTenantRoles',
        ['sts:AssumeRole'],
        tenantRoles,
        deployment.assumeRoleTrust ? allBut(taskRole) : undefined,
      ),
    ],
  };
}

/** All below the root, and the two paths above it, since a listing is authorised on the path it asks for alone. */
function parameters(deployment: Deployment): readonly string[] {
  const { parameterRoot } = deployment;
  return ['/', `/${parameterRoot}`, `/${parameterRoot}/*`].map((path) => parameterArn(deployment, path));
}

function allBut(...spared: readonly string[]): PolicyCondition {
  return { ArnNotEquals: { 'aws:PrincipalArn': spared } };
}

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

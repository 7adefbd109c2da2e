import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { keyReads, keyWrites } from '../granted-actions.ts';
import { parameterArn, principalArn, roleArn } from '../names.ts';
import type { PolicyDocument, PolicyStatement } from '../policy-document.ts';
import { parameterStoreEndpoint } from '../service-endpoints.ts';
import { keyUse } from './tenant-statements.ts';

/**
 * Actions that manage the key and never use it. `kms:CreateGrant` is left out on purpose (AWS's own template has
 * it as `kms:Create*`): whoever may create a grant may decrypt.
 */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
] as const;

/**
 * Resource policy of the key behind SecureString parameters. The account may administer it; only the tenant roles may use
 * it, through Parameter Store, for their own tenant's parameters; the break-glass principal, through Parameter Store too, for
 * all parameters of this deployment. A key no policy statement opens is closed, so no other
 * identity policy of the account can decrypt with it.
 */
export function parameterKeyPolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AdministerThroughIam',
        Effect: 'Allow',
        Principal: accountRoot(deployment),
        Action: administration,
        Resource: '*',
      },
      useThroughParameterStore(deployment, 'DecryptForTenants', keyReads, [
        deployment.readerRole,
        deployment.writerRole,
      ]),
      useThroughParameterStore(deployment, 'EncryptForTenants', keyWrites, [deployment.writerRole]),
      useForBreakGlass(deployment),
    ],
  };
}

/**
 * Names the account and narrows it to the roles by condition. Naming the roles as principals would open the key by this
 * policy alone; this way the role policy must allow the use as well, and a role made anew under the same name still fits.
 */
function useThroughParameterStore(
  deployment: Deployment,
  sid: string,
  actions: readonly string[],
  roles: readonly string[],
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: accountRoot(deployment),
    Action: actions,
    // In a key policy, `*` is the key the policy is attached to.
    Resource: '*',
    Condition: {
      ...keyUse(deployment),
      ArnEquals: { 'aws:PrincipalArn': roles.map((role) => roleArn(deployment, role)) },
    },
  };
}

/** Parameter Store keeps the record of it; the key itself stays closed to a direct call. */
function useForBreakGlass(deployment: Deployment): PolicyStatement {
  return {
    Sid: 'UseForBreakGlass',
    Effect: 'Allow',
    Principal: accountRoot(deployment),
    Action: [...keyReads, ...keyWrites],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:ViaService': parameterStoreEndpoint(deployment) },
      StringLike: {
        'kms:EncryptionContext:PARAMETER_ARN': parameterArn(deployment, `/${deployment.parameterRoot}/*`),
      },
      ArnEquals: { 'aws:PrincipalArn': principalArn(deployment, deployment.breakGlass) },
    },
  };
}

function accountRoot(deployment: Deployment): Readonly<Record<string, string>> {
  return { AWS: `arn:${deployment.partition}:iam::${deployment.account}:root` };
}

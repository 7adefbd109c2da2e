import type { Deployment } from '../deployment.ts';
import { safeDeployment } from '../deployment-grammar.ts';
import { revocationsArn, roleArn } from '../names.ts';
import type { PolicyDocument } from '../policy-document.ts';

/**
 * Policy of the service's own task role. It never touches data, and reads who is revoked. Without assume-role trust it has no
 * STS permission; with it, it may open sessions of the two tenant roles and of nothing else. The denials are written out
 * so that a policy attached by accident does not add what is left out here.
 */
export function taskRolePolicy(deployment: Deployment): PolicyDocument {
  safeDeployment(deployment);
  const tenantRoles = [roleArn(deployment, deployment.readerRole), roleArn(deployment, deployment.writerRole)];
  const readRevocations = {
    Sid: 'ReadRevocations',
    Effect: 'Allow',
    Action: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
    Resource: revocationsArn(deployment),
  } as const;
  const denyData = {
    Sid: 'DenyData',
    Effect: 'Deny',
    Action: ['dynamodb:*', 'kms:*', 'ssm:*'],
    Resource: '*',
  } as const;
  if (!deployment.assumeRoleTrust) {
    return {
      Version: '2012-10-17',
      Statement: [readRevocations, denyData, { Sid: 'DenySts', Effect: 'Deny', Action: ['sts:*'], Resource: '*' }],
    };
  }
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OpenTenantSessions',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Resource: tenantRoles,
      },
      readRevocations,
      denyData,
      { Sid: 'DenyOtherRoles', Effect: 'Deny', Action: ['sts:*'], NotResource: tenantRoles },
    ],
  };
}

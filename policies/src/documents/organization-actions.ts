/*
 * What the service control policy reserves, by what it would change (Service Authorization Reference of IAM, DynamoDB, KMS
 * and Systems Manager).
 */

/** Changes of a role's policies, trust, boundary or tags, and lending it to a service. */
export const roleChanges = [
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

export const boundaryChanges = [
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
] as const;

/** All that changes a managed policy, its tags included. */
export const revocationsChanges = [...boundaryChanges, 'iam:TagPolicy', 'iam:UntagPolicy'] as const;

export const issuerChanges = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:DeleteOpenIDConnectProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
] as const;

export const tablePolicyChanges = ['dynamodb:DeleteResourcePolicy', 'dynamodb:PutResourcePolicy'] as const;

/** What lets someone else act as a user: another key or password, no second factor, or another user of that name. */
const userImpersonation = [
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateUser',
  'iam:DeactivateMFADevice',
  'iam:UpdateAccessKey',
  'iam:UpdateLoginProfile',
  // Renames a user, and is asked of the old name and of the new one (IAM API reference, UpdateUser).
  'iam:UpdateUser',
] as const;

/** What lets someone else act as a role: another trust policy, or a service that runs as it. */
const roleImpersonation = ['iam:CreateRole', 'iam:PassRole', 'iam:UpdateAssumeRolePolicy'] as const;

/** `principal` as a deployment names it: `role/…` or `user/…`. */
export function impersonationOf(principal: string): readonly string[] {
  return principal.startsWith('user/') ? userImpersonation : roleImpersonation;
}

/** Reading and changing parameters one by one or by path, and sharing an advanced one with another account. */
export const parameterUse = [
  'ssm:DeleteParameter',
  'ssm:DeleteParameters',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'ssm:LabelParameterVersion',
  'ssm:PutParameter',
  'ssm:PutResourcePolicy',
  'ssm:UnlabelParameterVersion',
] as const;

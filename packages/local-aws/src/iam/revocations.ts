import type { Deployment, PolicyDocument } from '@leasehold/policies';

export function revocationsName(deployment: Deployment & { readonly revocationsPolicy?: string }): string {
  return deployment.revocationsPolicy ?? 'leasehold-revocations';
}

/** Denies nobody: no tenant's name begins with a hyphen. IAM stores no document without a statement. */
export function emptyRevocations(_deployment: Deployment): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'NobodyIsRevoked',
        Effect: 'Deny',
        Action: ['*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/TenantId': '-' } },
      },
    ],
  };
}

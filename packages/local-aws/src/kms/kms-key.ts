import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import { type Deployment, type PolicySet, parameterKeyArn } from '@leasehold/policies';

/** A key of the embedded KMS, without its material. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  /** `alias/…`, for the one key that is known by it. */
  readonly alias: string | null;
  readonly policy: Policy;
}

/** What Parameter Store encrypts under when a SecureString names no key. */
export const defaultAlias = 'alias/aws/ssm';

/** Fixed, so that ciphertexts survive a restart; AWS gives each account its own. */
const managedKeyId = '0d5f3a52-8c1e-4b7a-9f60-6a2b9c4d1e73';

/** The customer-managed key of the deployment, and the AWS-managed key of Parameter Store. */
export function embeddedKeys({ deployment, documents }: PolicySet): readonly KmsKey[] {
  const customer: KmsKey = {
    id: deployment.parameterKeyId,
    arn: parameterKeyArn(deployment),
    alias: null,
    policy: loadPolicy('parameter-key', 'resource', documents['parameter-key']),
  };
  const managed: KmsKey = {
    id: managedKeyId,
    arn: `arn:${deployment.partition}:kms:${deployment.region}:${deployment.account}:key/${managedKeyId}`,
    alias: defaultAlias,
    policy: loadPolicy(defaultAlias, 'resource', managedKeyPolicy(deployment)),
  };
  return [customer, managed];
}

/**
 * The policy AWS itself puts on `alias/aws/ssm`: whoever is in the account and comes through Parameter Store may decrypt.
 * That is why Leasehold does not use it; it is modelled so that a forgotten KeyId shows the same hole here as in AWS.
 */
function managedKeyPolicy(deployment: Deployment): unknown {
  return {
    Version: '2012-10-17',
    Id: 'auto-ssm-1',
    Statement: [
      {
        Sid: 'EveryPrincipalInTheAccountThroughParameterStore',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': deployment.account,
            'kms:ViaService': `ssm.${deployment.region}.amazonaws.com`,
          },
        },
      },
    ],
  };
}

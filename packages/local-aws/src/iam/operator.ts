import { loadPolicy, type Policy } from '@leasehold/iam-engine';
import type { Deployment } from '@leasehold/policies';
import type { Caller } from '../endpoint/aws-service.ts';
import type { SigningCredential } from '../sigv4/verify-signature.ts';
import { secretKey, uniqueId } from './unique-id.ts';

/** The account's administrator, for whoever runs this AWS: keys are random and made anew at every start. */
export interface Operator extends SigningCredential {
  readonly caller: Extract<Caller, { type: 'user' }>;
  readonly permissions: readonly Policy[];
}

/** Allowed everything, by a policy that passes through the same evaluation as any other. */
const administrator = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'AllowEverything', Effect: 'Allow', Action: '*', Resource: '*' }],
};

export function makeOperator(deployment: Deployment): Operator {
  const accessKeyId = uniqueId('AKIA');
  const arn = `arn:${deployment.partition}:iam::${deployment.account}:user/leasehold-operator`;
  return {
    accessKeyId,
    secretAccessKey: secretKey(),
    sessionToken: null,
    expiresAt: null,
    caller: { type: 'user', arn, userId: uniqueId('AIDA'), accessKeyId },
    permissions: [loadPolicy('leasehold-operator', 'identity', administrator)],
  };
}

import { loadPolicy, type Policy, PolicyGrammarError, type PolicyKind } from '@leasehold/iam-engine';
import { iamError } from './errors.ts';

/** IAM's quotas in characters; white space is not counted (IAM user guide, "IAM and AWS STS quotas"). */
export const documentQuotas = {
  /** A version of a managed policy. */
  PolicySize: 6_144,
  /** A role's trust policy: 2,048, and 4,096 where it was raised, as a deployment of many issuers needs it. */
  ACLSizePerRole: 4_096,
} as const;

/** A document that a caller sent, as IAM would store it. @throws AwsError LimitExceeded, MalformedPolicyDocument */
export function storedDocument(
  name: string,
  kind: PolicyKind,
  text: string,
  quota: keyof typeof documentQuotas,
): Policy {
  const most = documentQuotas[quota];
  if (text.replace(/\s/g, '').length > most)
    throw iamError('LimitExceeded', `Cannot exceed quota for ${quota}: ${most}`);
  try {
    return loadPolicy(name, kind, text);
  } catch (error) {
    // IAM's own texts are shorter; what the grammar objects to is of more use.
    if (error instanceof PolicyGrammarError) throw iamError('MalformedPolicyDocument', error.message);
    throw error;
  }
}

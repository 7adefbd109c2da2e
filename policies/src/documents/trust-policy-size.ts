import type { PolicyDocument } from '../policy-document.ts';
import { PolicyError } from '../policy-error.ts';
import { renderPolicy } from '../render.ts';

/** IAM's quota for a role's trust policy, in characters without white space: 2,048, and at most 4,096 when raised. */
const most = 4_096;

/** A trust policy that IAM would not store in any account. What does not fit is refused here, never left out. */
export class TrustPolicySizeError extends PolicyError {
  readonly code = 'trust-policy-size';
  readonly characters: number;

  constructor(characters: number) {
    super(
      `the trust policy has ${characters} characters and IAM stores ${most} at most: name tenants by prefixes such as ` +
        'eu-* instead of one by one, or have fewer issuers or audiences',
    );
    this.characters = characters;
  }
}

/** The document, if IAM can hold it. @throws TrustPolicySizeError */
export function withinTrustPolicyQuota(document: PolicyDocument): PolicyDocument {
  const characters = renderPolicy(document).length;
  if (characters > most) throw new TrustPolicySizeError(characters);
  return document;
}

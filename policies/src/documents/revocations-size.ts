import type { PolicyDocument } from '../policy-document.ts';
import { PolicyError } from '../policy-error.ts';
import { renderPolicy } from '../render.ts';
import type { Revocations } from './revocations.ts';

/** IAM's quota for a managed policy, in characters without white space (IAM user guide, IAM and AWS STS quotas). */
const most = 6_144;

/** More tenants are cut off than one managed policy holds. Nothing is left out and nothing was changed. */
export class RevocationsSizeError extends PolicyError {
  readonly code = 'revocations-size';
  readonly characters: number;
  /** How many tenants are revoked. */
  readonly revoked: number;
  /** How many were restored in the last 12 hours, and at how many different moments. */
  readonly restored: number;
  readonly moments: number;

  constructor(characters: number, { revoked, sessionsBefore }: Revocations) {
    const moments = new Set(sessionsBefore.map(({ before }) => before)).size;
    super(
      `the list of revoked tenants would have ${characters} characters and IAM stores ${most} at most: ${revoked.length} ` +
        `revoked, ${sessionsBefore.length} restored in the last 12 hours at ${moments} different moments. Nothing was ` +
        'changed. A restored tenant leaves the list after 12 hours, and takes about 200 characters less when restored ' +
        'together with others; a revoked one takes its length and 3 more',
    );
    this.characters = characters;
    this.revoked = revoked.length;
    this.restored = sessionsBefore.length;
    this.moments = moments;
  }
}

/** The document, if IAM can hold it. @throws RevocationsSizeError */
export function withinManagedPolicyQuota(document: PolicyDocument, state: Revocations): PolicyDocument {
  const characters = renderPolicy(document).length;
  if (characters > most) throw new RevocationsSizeError(characters, state);
  return document;
}

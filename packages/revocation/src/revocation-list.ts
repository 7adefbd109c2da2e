import { type Deployment, type Revocations, readRevocations, revocationsArn } from '@leasehold/policies';
import { type IamAccess, iamClient } from './iam-client.ts';
import { PolicyAccess, type PolicyFacts } from './policy-access.ts';

/** Who is revoked, as of one moment. */
export interface RevocationState {
  /** Id of the policy version that says so. */
  readonly version: string;
  readonly revocations: Revocations;
  /** When AWS said so, by its own clock, in milliseconds since the epoch: the beginning of that second. */
  readonly at: number;
}

/** Reads who is revoked, with the credentials of whoever asks. */
export class RevocationList {
  readonly #policy: PolicyAccess;
  #seen: { readonly facts: PolicyFacts; readonly revocations: Revocations } | undefined;

  constructor(deployment: Deployment, access: IamAccess) {
    this.#policy = new PolicyAccess(iamClient(access), revocationsArn(deployment));
  }

  /**
   * One call of IAM, and a second one when the list has changed. IAM is eventually consistent: an answer that is older than
   * one already seen is not believed. @throws RevocationError, RevocationsUnreadableError
   */
  async read(): Promise<RevocationState> {
    const facts = await this.#policy.facts();
    let seen = this.#seen;
    if (seen === undefined || !isSame(seen.facts, facts)) {
      if (seen === undefined || !isOlder(facts, seen.facts)) {
        seen = { facts, revocations: readRevocations(await this.#policy.document(facts.version)) };
        this.#seen = seen;
      }
    }
    return { version: seen.facts.version, revocations: seen.revocations, at: facts.at };
  }

  close(): void {
    this.#policy.close();
  }
}

/** A version never changes, but a policy that was deleted and made again counts its versions anew. */
function isSame(one: PolicyFacts, other: PolicyFacts): boolean {
  return one.id === other.id && one.version === other.version;
}

/** IAM tells times by the second. Within one, the version that was made later says more: its number is the higher one. */
function isOlder(one: PolicyFacts, other: PolicyFacts): boolean {
  if (one.id !== other.id) return false;
  return one.updatedAt === other.updatedAt
    ? Number(one.version.slice(1)) < Number(other.version.slice(1))
    : one.updatedAt < other.updatedAt;
}

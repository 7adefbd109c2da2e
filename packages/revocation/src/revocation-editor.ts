import { isDeepStrictEqual } from 'node:util';
import type { TenantId } from '@leasehold/domain';
import {
  collected,
  type Deployment,
  type Revocations,
  RevocationsSizeError,
  readRevocations,
  renderPolicy,
  revocationsArn,
  revocationsPolicy,
  withFewerMoments,
} from '@leasehold/policies';
import { type Change, noChange, restoring, revoking } from './change.ts';
import { type IamAccess, iamClient } from './iam-client.ts';
import { givenBack, type Overwritten, overwritten } from './overwritten.ts';
import { PolicyAccess } from './policy-access.ts';
import { RevocationError } from './revocation-errors.ts';
import type { RevocationState } from './revocation-list.ts';

/** What a revoke or restore came to. It is in effect at AWS, as IAM itself answered. */
export interface RevocationChange {
  /** Id of the policy version in effect. */
  readonly version: string;
  /** False when it was so already and nothing was written. */
  readonly changed: boolean;
  readonly revocations: Revocations;
}

/** A managed policy has five versions at most (IAM user guide, Versioning IAM policies). */
const maxVersions = 5;
/** How often a change is written when others write at the same time. */
const maxWrites = 6;
/** How often IAM is asked whether it says what was written: 0.1 s, 0.2 s … apart, some six seconds in all. */
const maxLooks = 7;

/**
 * Changes who is revoked, with the credentials of the person who does. A change is written as a new default version of the
 * policy, and counts once IAM has answered with it; two people may change the list at the same time, and neither change is
 * lost. Every method throws RevocationError, and RevocationsUnreadableError when the policy was changed by hand.
 */
export class RevocationEditor {
  readonly #deployment: Deployment;
  readonly #policy: PolicyAccess;
  readonly #pause: (ms: number) => Promise<void>;

  constructor(deployment: Deployment, access: IamAccess, pause: (ms: number) => Promise<void>) {
    this.#deployment = deployment;
    this.#policy = new PolicyAccess(iamClient(access), revocationsArn(deployment));
    this.#pause = pause;
  }

  /** Denies the tenant everything, whenever its sessions were or will be issued. @throws RevocationsSizeError too */
  revoke(tenant: TenantId): Promise<RevocationChange> {
    return this.#make(revoking(tenant));
  }

  /**
   * Lets sessions of the tenant work again that are issued from now on, by AWS's clock and not the operator's. A tenant that
   * is not revoked stays as it is. @throws RevocationsSizeError too
   */
  restore(tenant: TenantId): Promise<RevocationChange> {
    return this.#make(restoring(tenant));
  }

  /** Who is revoked now. */
  async list(): Promise<RevocationState> {
    const { version, at } = await this.#policy.facts();
    return { version, at, revocations: await this.#read(version) };
  }

  close(): void {
    this.#policy.close();
  }

  async #make(wanted: Change): Promise<RevocationChange> {
    let change = wanted;
    let refusal: RevocationsSizeError | undefined;
    let pending: Overwritten | undefined;
    let written: number | undefined;
    const done = (settled: RevocationChange): RevocationChange => {
      if (refusal !== undefined) throw refusal;
      return settled;
    };
    try {
      for (let writes = 0; writes < maxWrites; writes += 1) {
        if (writes > 0) await this.#pause(50 * 2 ** writes);
        const { version, at, revocations: base } = await this.list();
        const { numbers, current } = await this.#policy.versions();
        // One of the two answers is old, or somebody writes just now.
        if (current !== version) continue;
        let next = this.#withRoom(change, base, pending, at);
        if (next instanceof RevocationsSizeError) {
          // No room for both: what others wrote comes back, and this change goes.
          if (pending === undefined) throw next;
          refusal = next;
          change = noChange;
          next = this.#fitting(givenBack(base, pending, pending.theirs, at));
        }
        if (isDeepStrictEqual(next, base)) return done({ version, changed: writes > 0, revocations: next });
        const made = await this.#write(next, version, numbers);
        if (made === null) continue;

        written = made;
        const others = await this.#between(numbers.at(-1) ?? 0, made);
        pending = others.length === 0 ? undefined : overwritten(base, others, next, at);
        if (pending !== undefined) continue;
        const settled = await this.#confirmed(made, change);
        if (settled !== null) return done({ ...settled, changed: true });
      }
    } catch (cause) {
      throw written === undefined ? cause : interrupted(written, cause);
    }
    throw new RevocationError(
      'contended',
      'others change the list of revoked tenants at the same time, and this change may not be in it. Look at the list ' +
        '(leasehold revocations), then give the same command again',
    );
  }

  /** What is to be written, or why IAM cannot hold it. */
  #withRoom(
    change: Change,
    base: Revocations,
    pending: Overwritten | undefined,
    at: number,
  ): Revocations | RevocationsSizeError {
    const start = pending === undefined ? base : givenBack(base, pending, pending.due, at);
    try {
      return this.#fitting(collected(change.apply(start, at), at));
    } catch (error) {
      if (error instanceof RevocationsSizeError) return error;
      throw error;
    }
  }

  /** With as many moments of restoring as IAM can hold: a list of many must not keep anybody from being revoked. */
  #fitting(state: Revocations): Revocations {
    try {
      revocationsPolicy(this.#deployment, state);
      return state;
    } catch (error) {
      const fewer = error instanceof RevocationsSizeError ? withFewerMoments(state) : null;
      if (fewer === null) throw error;
      return this.#fitting(fewer);
    }
  }

  /** The number of the version written; `null` when others took the last free place. Deletes the oldest to make one. */
  async #write(state: Revocations, current: string, versions: readonly number[]): Promise<number | null> {
    const text = renderPolicy(revocationsPolicy(this.#deployment, state));
    if (versions.length >= maxVersions) {
      const oldest = versions.find((number) => `v${number}` !== current);
      if (oldest !== undefined) await this.#policy.remove(oldest);
    }
    return await this.#policy.create(text);
  }

  /** What others wrote after `last` and before `made`. */
  async #between(last: number, made: number): Promise<readonly Revocations[]> {
    const states: Revocations[] = [];
    for (let number = last + 1; number < made; number += 1) states.push(await this.#read(`v${number}`));
    return states;
  }

  /** The state in effect once IAM answers with version `made` or a later one; `null` when a later one undid the change. */
  async #confirmed(made: number, change: Change): Promise<Omit<RevocationChange, 'changed'> | null> {
    for (let looks = 0; looks < maxLooks; looks += 1) {
      if (looks > 0) await this.#pause(100 * 2 ** (looks - 1));
      const { version } = await this.#policy.facts();
      if (Number(version.slice(1)) < made) continue;
      const revocations = await this.#read(version);
      return change.holds(revocations) ? { version, revocations } : null;
    }
    throw new RevocationError(
      'unconfirmed',
      `version v${made} of the policy was written, but IAM still answers with an earlier one. It takes effect when IAM has ` +
        'spread it; see with leasehold revocations, or give the same command again',
    );
  }

  async #read(version: string): Promise<Revocations> {
    return readRevocations(await this.#policy.document(version));
  }
}

/** IAM failed after a version was written, and before it was known that nobody's change is missing in it. */
function interrupted(written: number, cause: unknown): unknown {
  if (!(cause instanceof RevocationError) || cause.code === 'unconfirmed') return cause;
  return new RevocationError(
    'unconfirmed',
    `version v${written} of the policy was written, and then: ${cause.message}. What others changed at the same time may be ` +
      'missing in it. Look at the list (leasehold revocations), and give what is missing again',
    { cause },
  );
}

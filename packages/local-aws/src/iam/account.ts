import type { PolicyLayers } from '@leasehold/iam-engine';
import type { PolicySet } from '@leasehold/policies';
import type { Caller } from '../endpoint/aws-service.ts';
import type { ManagedPolicy } from './managed-policy.ts';
import { makeOperator, type Operator } from './operator.ts';
import { PolicyFile } from './policy-file.ts';
import { provisioned } from './provisioned.ts';
import type { Role } from './role.ts';
import { type LiveSession, SessionStore } from './session-store.ts';

/** Whose signature was verified: the operator or a live session. */
export type Credential = Operator | LiveSession;

/** The policies that decide for one caller. A layer that is absent does not restrict. */
type CallerPolicies = Pick<PolicyLayers, 'identity' | 'boundary' | 'session'>;

export interface AccountOptions {
  /** Sessions kept at once. */
  readonly sessionCapacity?: number;
  /** Where revocations survive a restart; in memory when absent. */
  readonly dataDir?: string;
}

/** The one AWS account this endpoint plays: its operator, roles, managed policies and live sessions. */
export class Account {
  readonly id: string;
  readonly operator: Operator;
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly managedPolicies: ReadonlyMap<string, ManagedPolicy>;
  readonly sessions: SessionStore;
  readonly #roles: Map<string, Role>;
  readonly #revocations: ManagedPolicy;
  readonly #file: PolicyFile | null;

  /**
   * @throws PolicyGrammarError for a set with a document that IAM would not store, PolicyFileError for a data directory
   * whose revocations cannot be read
   */
  constructor(policies: PolicySet, now: () => number, options: AccountOptions = {}) {
    const { deployment } = policies;
    const { sessionCapacity, dataDir } = options;
    const { roles, policies: managed, revocations } = provisioned(policies, now());
    this.id = deployment.account;
    this.operator = makeOperator(deployment);
    this.#roles = roles;
    this.roles = roles;
    this.managedPolicies = managed;
    this.#file = dataDir === undefined ? null : new PolicyFile(dataDir);
    this.#revocations = revocations;
    const kept = this.#file?.load(revocations.arn) ?? null;
    if (kept !== null) revocations.restore(kept);
    this.sessions = new SessionStore({ now, ...(sessionCapacity === undefined ? {} : { capacity: sessionCapacity }) });
  }

  /** `null` for a key this account never issued, or issued too long ago, or whose role is deleted. */
  credential(accessKeyId: string): Credential | null {
    return accessKeyId === this.operator.accessKeyId ? this.operator : this.#live(accessKeyId);
  }

  sessionOf(caller: Caller): LiveSession | null {
    return caller.type === 'session' ? this.#live(caller.accessKeyId) : null;
  }

  /** A caller nobody knows any more has no policy at all, so everything is denied. */
  policiesOf(caller: Caller): CallerPolicies {
    if (caller.type === 'user' && caller.accessKeyId === this.operator.accessKeyId) {
      return { identity: this.operator.permissions };
    }
    const session = this.sessionOf(caller);
    if (session === null) return { identity: [] };
    const { role, sessionPolicies } = session.grant;
    return {
      identity: role.permissions,
      ...(role.boundary === null ? {} : { boundary: [role.boundary.current.boundary] }),
      ...(sessionPolicies === undefined ? {} : { session: sessionPolicies }),
    };
  }

  /** What must outlive a restart does so when this returns: who is revoked, where there is a data directory. */
  save(changed: ManagedPolicy): void {
    if (changed === this.#revocations) this.#file?.save(changed.snapshot());
  }

  deleteRole(arn: string): void {
    this.#roles.delete(arn);
  }

  /** Sessions end with their role; that AWS then says their key is unknown is our reading (?). */
  #live(accessKeyId: string): LiveSession | null {
    const session = this.sessions.find(accessKeyId);
    if (session === null) return null;
    const { role } = session.grant;
    return this.roles.get(role.arn) === role ? session : null;
  }
}

import type { PolicyLayers } from '@leasehold/iam-engine';
import type { PolicySet } from '@leasehold/policies';
import type { Caller } from '../endpoint/aws-service.ts';
import { makeOperator, type Operator } from './operator.ts';
import { type Role, rolesOf } from './role.ts';
import { type LiveSession, SessionStore } from './session-store.ts';

/** Whose signature was verified: the operator or a live session. */
export type Credential = Operator | LiveSession;

/** The policies that decide for one caller. A layer that is absent does not restrict. */
type CallerPolicies = Pick<PolicyLayers, 'identity' | 'boundary' | 'session'>;

/** The one AWS account this endpoint plays: its operator, roles and live sessions. */
export class Account {
  readonly id: string;
  readonly operator: Operator;
  readonly roles: ReadonlyMap<string, Role>;
  readonly sessions: SessionStore;

  constructor(policies: PolicySet, now: () => number, sessionCapacity?: number) {
    const { deployment } = policies;
    this.id = deployment.account;
    this.operator = makeOperator(deployment);
    this.roles = rolesOf(policies);
    this.sessions = new SessionStore({ now, ...(sessionCapacity === undefined ? {} : { capacity: sessionCapacity }) });
  }

  /** `null` for a key this account never issued, or issued too long ago. */
  credential(accessKeyId: string): Credential | null {
    return accessKeyId === this.operator.accessKeyId ? this.operator : this.sessions.find(accessKeyId);
  }

  sessionOf(caller: Caller): LiveSession | null {
    return caller.type === 'session' ? this.sessions.find(caller.accessKeyId) : null;
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
      ...(role.boundary === undefined ? {} : { boundary: role.boundary }),
      ...(sessionPolicies === undefined ? {} : { session: sessionPolicies }),
    };
  }
}

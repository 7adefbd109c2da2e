import type { Deployment } from '@leasehold/policies';
import type { Account } from '../iam/account.ts';
import type { Role } from '../iam/role.ts';
import { stsError } from './errors.ts';
import type { OpenedSession } from './opened-session.ts';
import { packedPolicySize } from './packed-policy-size.ts';
import type { SessionParameters } from './parameters.ts';
import { SessionPolicies } from './session-policies.ts';

/** A session that the trust policy has yet to allow, with all that needs no decision already checked. */
export interface PreparedSession {
  readonly role: Role;
  /** Opens it. Call after every permission was given. */
  open(identity: SessionIdentity): OpenedSession;
}

/** What is known of a session only when all was allowed. */
interface SessionIdentity {
  readonly sourceIdentity: string | null;
  readonly federatedProvider: string | null;
  /** Seconds it lives at most, whatever was asked for; `null` but for a fault. */
  readonly secondsAtMost: number | null;
}

export interface CarriedTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

const defaultDurationSeconds = 3_600;
/** AWS's limit for a role assumed by a role. */
const chainedDurationSeconds = 3_600;

/** Turns checked parameters into sessions of the account's roles. */
export class SessionOpener {
  readonly #account: Account;
  readonly #partition: string;
  readonly #policies = new SessionPolicies();

  constructor(account: Account, deployment: Deployment) {
    this.#account = account;
    this.#partition = deployment.partition;
  }

  role(arn: string): Role | null {
    return this.#account.roles.get(arn) ?? null;
  }

  /** @throws AwsError for a duration, policy or packed size outside the limits. */
  prepare(role: Role, parameters: SessionParameters, carried: CarriedTags, chained: boolean): PreparedSession {
    const { sessionName, policyText, durationSeconds = defaultDurationSeconds } = parameters;
    if (chained && durationSeconds > chainedDurationSeconds) {
      throw stsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    if (durationSeconds > role.maxSessionSeconds) {
      throw stsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const sessionPolicies = policyText === undefined ? undefined : [this.#policies.load(policyText)];
    const packed = packedPolicySize(policyText, carried.tags);
    return {
      role,
      open: ({ sourceIdentity, federatedProvider, secondsAtMost }) => ({
        packedPolicySize: packed,
        session: this.#account.sessions.open({
          role,
          arn: `arn:${this.#partition}:sts::${this.#account.id}:assumed-role/${role.name}/${sessionName}`,
          sessionName,
          sessionPolicies,
          sourceIdentity,
          tags: carried.tags,
          transitiveTagKeys: carried.transitiveTagKeys,
          federatedProvider,
          durationSeconds: Math.min(durationSeconds, secondsAtMost ?? durationSeconds),
        }),
      }),
    };
  }
}

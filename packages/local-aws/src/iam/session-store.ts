import { randomBytes } from 'node:crypto';
import type { Policy } from '@leasehold/iam-engine';
import type { RoleSession } from '../endpoint/aws-service.ts';
import type { SigningCredential } from '../sigv4/verify-signature.ts';
import type { Role } from './role.ts';
import { secretKey, uniqueId } from './unique-id.ts';

/** What a new session is to be. Everything in it was checked by STS. */
export interface SessionGrant {
  readonly role: Role;
  readonly arn: string;
  readonly sessionName: string;
  /** `undefined`: no session policy. An empty list would deny everything. */
  readonly sessionPolicies: readonly Policy[] | undefined;
  readonly sourceIdentity: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  /** ARN of the OIDC provider, when a token opened the session. */
  readonly federatedProvider: string | null;
  /** ARN of the Lambda function whose credentials these are. */
  readonly functionArn?: string;
  readonly durationSeconds: number;
}

/** A session with what its signatures and decisions need. */
export interface LiveSession extends SigningCredential {
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly caller: RoleSession;
  readonly grant: SessionGrant;
}

export interface SessionStoreOptions {
  readonly now: () => number;
  /** Sessions kept at once, 20,000 unless said; beyond it the oldest stops working. */
  readonly capacity?: number;
}

const defaultCapacity = 20_000;
/** How long an expired session is still answered with "expired" rather than "invalid". */
const graceMs = 60 * 60 * 1000;
/** Looking through all sessions for those long over costs too much to be done for each new one. */
const sweepEveryMs = 60_000;

/** The account's temporary credentials, in memory and bounded. */
export class SessionStore {
  readonly #sessions = new Map<string, LiveSession>();
  readonly #now: () => number;
  readonly #capacity: number;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(options: SessionStoreOptions) {
    this.#now = options.now;
    this.#capacity = options.capacity ?? defaultCapacity;
  }

  open(grant: SessionGrant): LiveSession {
    const issuedAt = this.#now();
    const expiresAt = issuedAt + grant.durationSeconds * 1000;
    const accessKeyId = uniqueId('ASIA');
    const session: LiveSession = {
      accessKeyId,
      secretAccessKey: secretKey(),
      sessionToken: randomBytes(144).toString('base64'),
      expiresAt,
      grant,
      caller: {
        type: 'session',
        arn: grant.arn,
        roleArn: grant.role.arn,
        roleName: grant.role.name,
        sessionName: grant.sessionName,
        userId: `${grant.role.id}:${grant.sessionName}`,
        accessKeyId,
        sourceIdentity: grant.sourceIdentity,
        tags: grant.tags,
        issuedAt,
        expiresAt,
      },
    };
    if (this.#sessions.size >= this.#capacity) this.#makeRoom(issuedAt);
    this.#sessions.set(accessKeyId, session);
    return session;
  }

  find(accessKeyId: string): LiveSession | null {
    return this.#sessions.get(accessKeyId) ?? null;
  }

  #makeRoom(now: number): void {
    if (Math.abs(now - this.#sweptAt) >= sweepEveryMs) {
      this.#sweptAt = now;
      for (const [key, session] of this.#sessions) {
        if (session.expiresAt + graceMs < now) this.#sessions.delete(key);
      }
    }
    for (const key of this.#sessions.keys()) {
      if (this.#sessions.size < this.#capacity) break;
      this.#sessions.delete(key);
    }
  }
}

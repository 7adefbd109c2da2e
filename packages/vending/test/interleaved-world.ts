import {
  PermissionDeniedError,
  parseTenantId,
  TenantCredentials,
  type TenantId,
  UnauthenticatedError,
  UnavailableError,
  type VerifiedTenant,
} from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import { type CredentialVendor, VendingFaultError } from '@leasehold/vending';
import { ManualTime } from './manual-time.ts';
import { labelOf } from './pending-vendor.ts';

/** How STS answers a call: with a session, with one that is another tenant's or too short, or with a failure. */
export const answers = ['session', 'foreign', 'short', 'bad-token', 'down', 'denied', 'fault'] as const;
export type Answer = (typeof answers)[number];

const failures = {
  'bad-token': () => new UnauthenticatedError('STS refused the token: ExpiredToken'),
  down: () => new UnavailableError('AWS STS is throttling, slow or down', 1_000),
  denied: () => new PermissionDeniedError('AWS refuses this tenant and role a session'),
  fault: () => new VendingFaultError('STS cannot read the session policy'),
};

interface Asked {
  readonly label: string;
  readonly caller: VerifiedTenant;
  readonly epoch: number;
  readonly resolve: (session: TenantCredentials) => void;
  readonly reject: (error: Error) => void;
}

interface Issued {
  readonly label: string;
  readonly tenant: TenantId;
  /** True time, whatever this machine's clock shows. */
  readonly expiresAt: number;
  readonly epoch: number;
}

/**
 * An STS and what is true about its sessions: whose each is, when it really ends, and whether its tenant was purged or
 * revoked since it was asked for. Judges everything that a vendor hands out, or asks for; `broken` is what was wrong.
 */
export class InterleavedWorld implements CredentialVendor {
  readonly time = new ManualTime();
  readonly broken: string[] = [];
  readonly issued: TenantCredentials[] = [];
  readonly #facts = new Map<TenantCredentials, Issued>();
  readonly #discarded = new Set<TenantCredentials>();
  readonly #revoked = new Set<TenantId>();
  readonly #epochs = new Map<TenantId, number>();
  readonly #failures = new Set<string>();
  readonly #askers = new Set<string>();
  #waiting: Asked[] = [];

  vend(caller: VerifiedTenant, scope: SessionScope): Promise<TenantCredentials> {
    const label = labelOf(caller, scope);
    if (!this.#askers.has(`${label} ${caller.token.reveal()}`))
      this.broken.push('STS was shown the token of a stranger');
    if (this.#revoked.has(caller.tenant)) this.broken.push('STS was asked for a revoked tenant');
    if (this.time.clock.now() >= caller.expiresAt) this.broken.push('STS was shown an expired token');
    const { promise, resolve, reject } = Promise.withResolvers<TenantCredentials>();
    this.#waiting.push({ label, caller, epoch: this.#epochOf(caller.tenant), resolve, reject });
    return promise;
  }

  /** What STS is asked and has not answered. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Answers every `nth` of the calls that wait. */
  answer(nth: number, how: Answer, lifeSeconds: number): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((_, index) => index % nth !== 0);
    for (const [index, asked] of waiting.entries()) if (index % nth === 0) this.#answer(asked, how, lifeSeconds);
  }

  revoke(tenant: TenantId): void {
    this.#revoked.add(tenant);
    this.purge(tenant);
  }

  restore(tenant: TenantId): void {
    this.#revoked.delete(tenant);
  }

  purge(tenant: TenantId): void {
    this.#epochs.set(tenant, this.#epochOf(tenant) + 1);
  }

  discard(session: TenantCredentials): void {
    this.#discarded.add(session);
  }

  /** Whoever asks is known from then on by session and token. */
  asks(caller: VerifiedTenant, scope: SessionScope): void {
    this.#askers.add(`${labelOf(caller, scope)} ${caller.token.reveal()}`);
  }

  /** Judges a session at the moment it is handed to `caller`. */
  judge(caller: VerifiedTenant, scope: SessionScope, session: TenantCredentials): void {
    const facts = this.#facts.get(session);
    if (facts === undefined) this.broken.push('a session was handed out that STS did not issue');
    else if (facts.label !== labelOf(caller, scope))
      this.broken.push('a session was handed out that is of another key');
    else if (this.time.true >= facts.expiresAt) this.broken.push('an expired session was handed out');
    else if (this.#revoked.has(facts.tenant)) this.broken.push('a session was handed out to a revoked tenant');
    else if (facts.epoch !== this.#epochOf(facts.tenant)) this.broken.push('a session was used from before a purge');
    else if (this.#discarded.has(session)) this.broken.push('a session was handed out that AWS no longer accepts');
  }

  /** Judges a session that was found at hand for a tenant, whoever it was opened for. */
  judgeHeld(tenant: TenantId, service: string, session: TenantCredentials): void {
    const facts = this.#facts.get(session);
    const [, , , access, of] = facts?.label.split(' ') ?? [];
    if (facts?.tenant !== tenant) this.broken.push("another tenant's session was at hand");
    else if (access !== 'read' || of !== service) this.broken.push('a session of another scope was at hand');
    else if (this.time.true >= facts.expiresAt) this.broken.push('an expired session was at hand');
    else if (this.#revoked.has(tenant)) this.broken.push('a session of a revoked tenant was at hand');
    else if (facts.epoch !== this.#epochOf(tenant)) this.broken.push('a session from before a purge was at hand');
    else if (this.#discarded.has(session)) this.broken.push('a session was at hand that AWS no longer accepts');
  }

  /** Judges a failure: a caller fails for its own token, whichever session it was refused for, its own session's failures, or because it is revoked. */
  judgeFailure(caller: VerifiedTenant, scope: SessionScope, error: unknown): void {
    const label = labelOf(caller, scope);
    const happened = (how: Answer) => this.#failures.has(`${label} ${how}`);
    const token = this.#failures.has(`bad-token ${caller.tenant} ${caller.token.reveal()}`);
    const expected =
      (error instanceof UnauthenticatedError && (token || this.time.clock.now() >= caller.expiresAt)) ||
      (error instanceof PermissionDeniedError && (this.#revoked.has(caller.tenant) || happened('denied'))) ||
      (error instanceof VendingFaultError && (happened('fault') || happened('foreign'))) ||
      (error instanceof UnavailableError &&
        (happened('down') || happened('short') || this.#epochOf(caller.tenant) > 0));
    if (!expected) this.broken.push(`a caller failed for no reason of its own: ${error}`);
  }

  #answer({ label, caller, epoch, resolve, reject }: Asked, how: Answer, lifeSeconds: number): void {
    if (how !== 'session') this.#failures.add(`${label} ${how}`);
    if (how === 'bad-token') this.#failures.add(`bad-token ${caller.tenant} ${caller.token.reveal()}`);
    switch (how) {
      case 'session':
        resolve(this.#issue(label, caller.tenant, epoch, lifeSeconds));
        break;
      case 'foreign':
        resolve(this.#issue('a stranger', parseTenantId('stranger'), epoch, lifeSeconds));
        break;
      case 'short':
        resolve(this.#issue(label, caller.tenant, epoch, 50));
        break;
      default:
        reject(failures[how]());
    }
  }

  #issue(label: string, tenant: TenantId, epoch: number, lifeSeconds: number): TenantCredentials {
    const session = new TenantCredentials({
      tenant,
      accessKeyId: `ASIA${this.issued.length}`,
      secretAccessKey: 'secret',
      sessionToken: 'session',
      expiresAt: this.time.clock.now() + lifeSeconds * 1_000,
    });
    this.#facts.set(session, { label, tenant, expiresAt: this.time.true + lifeSeconds * 1_000, epoch });
    this.issued.push(session);
    return session;
  }

  #epochOf(tenant: TenantId): number {
    return this.#epochs.get(tenant) ?? 0;
  }
}

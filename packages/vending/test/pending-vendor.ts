import { type Clock, TenantCredentials, type VerifiedTenant } from '@leasehold/domain';
import type { SessionScope } from '@leasehold/policies';
import type { CredentialVendor, VendOptions } from '@leasehold/vending';

/** A call to the inner vendor that ends when the test says so. */
export interface PendingCall {
  readonly caller: VerifiedTenant;
  readonly scope: SessionScope;
  readonly urgency: VendOptions['urgency'];
  /** Answers with a session that says in its access key id what it was asked for. */
  succeed(seconds?: number): TenantCredentials;
  fail(error: Error): void;
}

/** What {@link PendingVendor} writes into the access key id of a session. */
export function labelOf(caller: VerifiedTenant, scope: SessionScope): string {
  return [caller.issuer, caller.tenant, caller.role, scope.access, scope.service].join(' ');
}

/** An inner vendor whose every call waits for the test. */
export class PendingVendor implements CredentialVendor {
  /** Every call so far, in order. */
  readonly calls: PendingCall[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  vend(caller: VerifiedTenant, scope: SessionScope, options?: VendOptions): Promise<TenantCredentials> {
    const { promise, resolve, reject } = Promise.withResolvers<TenantCredentials>();
    const succeed = (seconds = 3600) => {
      const session = new TenantCredentials({
        tenant: caller.tenant,
        accessKeyId: labelOf(caller, scope),
        secretAccessKey: 'secret',
        sessionToken: 'session',
        expiresAt: this.#clock.now() + seconds * 1000,
      });
      resolve(session);
      return session;
    };
    this.calls.push({ caller, scope, urgency: options?.urgency, succeed, fail: reject });
    return promise;
  }

  call(index: number): PendingCall {
    const call = this.calls[index];
    if (call === undefined) throw new Error(`the inner vendor was called ${this.calls.length} times`);
    return call;
  }
}

/** Lets everything that waits for nothing but promises go on. */
export function promisesRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

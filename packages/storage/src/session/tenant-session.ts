import { AsyncLocalStorage } from 'node:async_hooks';
import type { TenantCredentials } from '@leasehold/domain';

/** A request was about to be signed outside of any tenant's session: a defect of this program, never retried. */
export class NoTenantSessionError extends Error {
  constructor() {
    super('refusing to sign an AWS request outside of a tenant session');
    this.name = 'NoTenantSessionError';
  }
}

const current = new AsyncLocalStorage<TenantCredentials>();

/** Runs `call` so that each AWS request it sends, its retries included, is signed with `credentials`. */
export function withTenantSession<T>(credentials: TenantCredentials, call: () => Promise<T>): Promise<T> {
  return current.run(credentials, call);
}

/** The session of the call in progress. @throws NoTenantSessionError when there is none: there is no fallback identity. */
export function currentTenantSession(): TenantCredentials {
  const credentials = current.getStore();
  if (credentials === undefined) throw new NoTenantSessionError();
  return credentials;
}

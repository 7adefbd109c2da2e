import type { VerifiedTenant } from '@leasehold/domain';
import { type Deployment, policyDigest, type SessionScope, sessionPolicy } from '@leasehold/policies';

/** Services remembered for each caller and access before its memory starts anew. */
const maxServices = 256;

type KeysByService = Map<string | null, string>;

/**
 * Names sessions. Two calls share one only when issuer, tenant, role, access, service and the policy text are all the
 * same; the token is no part of the name. Rendering and hashing the policy costs tens of microseconds, so a name is kept
 * for as long as its caller's verified token is.
 */
export class SessionKeys {
  readonly #deployment: Deployment;
  readonly #known = new WeakMap<VerifiedTenant, Record<SessionScope['access'], KeysByService>>();

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  keyOf(caller: VerifiedTenant, scope: SessionScope): string {
    let byAccess = this.#known.get(caller);
    if (byAccess === undefined) {
      byAccess = { read: new Map(), write: new Map() };
      this.#known.set(caller, byAccess);
    }
    const byService = byAccess[scope.access];
    let key = byService.get(scope.service);
    if (key === undefined) {
      key = this.#build(caller, scope);
      if (byService.size >= maxServices) byService.clear();
      byService.set(scope.service, key);
    }
    return key;
  }

  /** No part can hold a line break: the issuer is a configured URL, the others are in their grammars. */
  #build({ issuer, tenant, role }: VerifiedTenant, scope: SessionScope): string {
    const digest = policyDigest(sessionPolicy(this.#deployment, tenant, scope));
    return [issuer, tenant, role, scope.access, scope.service ?? '', digest].join('\n');
  }
}

import { createHash } from 'node:crypto';
import type { VerifiedTenant } from '@leasehold/domain';
import { type Deployment, policyDigest, type SessionScope, sessionPolicy } from '@leasehold/policies';

/** Services remembered for each caller and access before its memory starts anew. */
const maxServices = 256;

/** The names of one caller's sessions of one access. Most callers use one service: the others' map is made when needed. */
interface KnownKeys {
  readonly service: string | null;
  readonly key: string;
  others: Map<string | null, string> | null;
}

/**
 * Names sessions. Two calls share one only when issuer, tenant, role, access, service and the policy text are all the
 * same, and the user where sessions are attributed to users; the token is no part of the name. Rendering and hashing the
 * policy costs tens of microseconds, so a name is kept for as long as its caller's verified token is.
 */
export class SessionKeys {
  readonly #deployment: Deployment;
  readonly #known = {
    read: new WeakMap<VerifiedTenant, KnownKeys>(),
    write: new WeakMap<VerifiedTenant, KnownKeys>(),
  };

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  keyOf(caller: VerifiedTenant, scope: SessionScope): string {
    const known = this.#known[scope.access].get(caller);
    if (known !== undefined && known.service === scope.service) return known.key;
    return known?.others?.get(scope.service) ?? this.#remember(known, caller, scope);
  }

  #remember(known: KnownKeys | undefined, caller: VerifiedTenant, scope: SessionScope): string {
    const key = this.#build(caller, scope);
    if (known === undefined) {
      this.#known[scope.access].set(caller, { service: scope.service, key, others: null });
      return key;
    }
    known.others ??= new Map();
    if (known.others.size >= maxServices) known.others.clear();
    known.others.set(scope.service, key);
    return key;
  }

  /**
   * No part can hold a line break: the issuer is a configured URL, the others are in their grammars. Hashed, because
   * 100,000 names are kept.
   */
  #build({ issuer, tenant, role, subject }: VerifiedTenant, scope: SessionScope): string {
    const policy = policyDigest(sessionPolicy(this.#deployment, tenant, scope));
    const user = this.#deployment.attribution === 'user' ? subject : '';
    const parts = [issuer, tenant, user, role, scope.access, scope.service ?? '', policy];
    return createHash('sha256').update(parts.join('\n')).digest('binary');
  }
}

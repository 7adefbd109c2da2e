import { type BearerToken, isRole, type TenantId, UnauthenticatedError, type VerifiedTenant } from '@leasehold/domain';
import type { TokenVerifier } from '@leasehold/identity';
import { callerOf } from './callers.ts';

/** Takes tokens made by `tokenOf`, and remembers those it has verified, as the real one does. */
export class FakeVerifier implements TokenVerifier {
  /** What every verification fails with, when set. */
  failure: Error | undefined;
  keysAtHand = true;
  /** Runs before each verification; a test may make it wait. */
  before: () => void | Promise<void> = () => undefined;
  verifications = 0;
  readonly #verified = new Map<string, VerifiedTenant>();

  async verify(token: BearerToken): Promise<VerifiedTenant> {
    this.verifications++;
    await this.before();
    if (this.failure !== undefined) throw this.failure;
    const [tenant, role, services] = token.reveal().split('.');
    if (tenant === undefined || !isRole(role) || services === undefined) throw new UnauthenticatedError('signature');
    const caller = callerOf(tenant, role, services === 'all' ? null : services.split('_'));
    this.#verified.set(token.reveal(), caller);
    return caller;
  }

  recall(text: string): VerifiedTenant | null {
    return this.#verified.get(text) ?? null;
  }

  forgetTenant(tenant: TenantId): void {
    for (const [text, caller] of this.#verified) if (caller.tenant === tenant) this.#verified.delete(text);
  }

  async refreshKeys(): Promise<void> {
    if (!this.keysAtHand) throw new Error('no keys');
  }

  ready(): boolean {
    return this.keysAtHand;
  }
}

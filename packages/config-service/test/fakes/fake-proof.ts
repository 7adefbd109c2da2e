import { UnauthenticatedError } from '@leasehold/domain';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import type { CallerFacts, CallerProof, RefreshMethod } from '../../src/refresh/caller-proof.ts';

/** Settings that open a refresh port; callers prove who they are to a {@link FakeProof}. */
export const withRefreshPort = {
  LEASEHOLD_REFRESH_PORT: '0',
  LEASEHOLD_REFRESH_ISSUER: 'https://account.tokens.example',
};

/** Takes `Bearer <method>` for the caller that may make that call. */
export class FakeProof implements CallerProof {
  proofs = 0;
  /** Runs before each proof; a test may make it wait or throw. */
  before: () => void | Promise<void> = () => undefined;
  prepare: () => Promise<void> = () => Promise.resolve();

  async prove(method: RefreshMethod, { metadata }: CallerFacts): Promise<void> {
    this.proofs += 1;
    await this.before();
    if (metadata.get('authorization')[0] !== `Bearer ${method}`) throw new UnauthenticatedError('principal');
  }

  get override() {
    return override(parts.callerProof, [], () => this);
  }
}

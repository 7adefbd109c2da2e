import assert from 'node:assert/strict';
import { BearerToken, type VerifiedTenant } from '@leasehold/domain';
import { createVerifier, type TokenVerifier } from '@leasehold/identity';
import { after, before } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

/** A verifier under attack, the issuer it trusts and one it does not. Started and closed with the calling suite. */
export class AttackedVerifier {
  readonly clock = new ManualClock();
  #issuer: TestIssuer | null = null;
  #foreign: TestIssuer | null = null;
  #verifier: TokenVerifier | null = null;

  constructor() {
    before(async () => {
      this.#issuer = await TestIssuer.start(this.clock);
      this.#foreign = await TestIssuer.start(this.clock);
      const audiences = ['client-1', 'client-2'];
      this.#verifier = createVerifier({
        issuers: [{ kind: 'oidc', issuer: this.issuer.url, audiences, tokenUse: 'id', mode: 'web-identity' }],
        clock: this.clock,
      });
      await this.#verifier.refreshKeys();
    });
    after(async () => {
      await this.#issuer?.close();
      await this.#foreign?.close();
    });
  }

  get issuer(): TestIssuer {
    assert.ok(this.#issuer !== null);
    return this.#issuer;
  }

  get foreign(): TestIssuer {
    assert.ok(this.#foreign !== null);
    return this.#foreign;
  }

  async accepts(token: string): Promise<VerifiedTenant> {
    assert.ok(this.#verifier !== null);
    return this.#verifier.verify(new BearerToken(token));
  }

  /** Holds that `token` is refused for `reason`, shows nothing of itself, and is not remembered. */
  async refuses(token: string, reason: string): Promise<void> {
    assert.ok(this.#verifier !== null);
    await assert.rejects(this.#verifier.verify(new BearerToken(token)), refusedFor(reason, token));
    assert.equal(this.#verifier.recall(token), null);
  }
}

import assert from 'node:assert/strict';
import { BearerToken, type VerifiedPrincipal } from '@leasehold/domain';
import { createPrincipalVerifier, type PrincipalVerifier } from '@leasehold/identity';
import { after, before } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { type Claims, TestIssuer } from './test-issuer.ts';

export const notifier = 'arn:aws:iam::111122223333:role/leasehold-refresh-notifier';
export const revoker = 'arn:aws:iam::111122223333:user/ops/leasehold-revoker';
export const audience = 'leasehold-refresh';

/** A principal verifier under attack, the account's issuer it trusts and one it does not. */
export class AttackedPrincipals {
  readonly clock = new ManualClock();
  #issuer: TestIssuer | null = null;
  #foreign: TestIssuer | null = null;
  #verifier: PrincipalVerifier | null = null;

  constructor() {
    before(async () => {
      this.#issuer = await TestIssuer.start(this.clock);
      this.#foreign = await TestIssuer.start(this.clock);
      this.#verifier = createPrincipalVerifier({
        issuer: this.issuer.url,
        audience,
        callers: [notifier, revoker],
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

  /** The claims that STS documents, of the notifier's role, with `changes`; `undefined` leaves one out. */
  claims(changes: Claims = {}): Claims {
    return {
      iss: this.issuer.url,
      aud: audience,
      sub: notifier,
      iat: this.clock.seconds(),
      exp: this.clock.seconds(300),
      jti: 'xyz123-def456-ghi789-jkl012',
      'https://sts.amazonaws.com/': {
        aws_account: '111122223333',
        source_region: 'eu-west-1',
        org_id: 'o-abc1234567',
        principal_id: notifier,
        lambda_source_function_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:leasehold-refresh-notifier',
      },
      ...changes,
    };
  }

  mint(changes: Claims = {}, header: Claims = {}): Promise<string> {
    return this.issuer.sign(this.claims(changes), header);
  }

  async accepts(token: string): Promise<VerifiedPrincipal> {
    assert.ok(this.#verifier !== null);
    return this.#verifier.verify(new BearerToken(token));
  }

  /** Holds that `token` is refused for `reason` and shows nothing of itself. */
  async refuses(token: string, reason: string): Promise<void> {
    await assert.rejects(this.accepts(token), refusedFor(reason, token));
  }
}

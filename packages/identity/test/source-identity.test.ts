import assert from 'node:assert/strict';
import { BearerToken, PermissionDeniedError } from '@leasehold/domain';
import { createVerifier, type SourceIdentityOf, type TokenVerifier } from '@leasehold/identity';
import { after, before, describe, it } from 'mocha';
import { ManualClock } from './manual-clock.ts';
import { refusedFor } from './refused-for.ts';
import { TestIssuer } from './test-issuer.ts';

const sourceIdentity = 'https://aws.amazon.com/source_identity';

describe('the source identity a token must name', () => {
  const clock = new ManualClock();
  let issuer: TestIssuer;

  before(async () => {
    issuer = await TestIssuer.start(clock);
  });

  after(() => issuer.close());

  const verifier = (mode: 'web-identity' | 'assume-role', sourceIdentityOf: SourceIdentityOf): TokenVerifier =>
    createVerifier({
      issuers: [{ kind: 'oidc', issuer: issuer.url, audiences: ['client-1'], tokenUse: 'id', mode }],
      clock,
      sourceIdentityOf,
    });
  const byUser: SourceIdentityOf = (tenant, subject) => `${tenant}@${subject}`;
  const minted = async (claimed: unknown) => new BearerToken(await issuer.mint({ [sourceIdentity]: claimed }));

  it('is what the settings make of tenant and subject', async () => {
    const verified = await verifier('web-identity', byUser).verify(await minted('acme@user-1'));
    assert.equal(verified.subject, 'user-1');
  });

  for (const claimed of ['acme', 'acme@user-2', 'globex@user-1', 'acme@user-1 ', ['acme@user-1'], null]) {
    for (const mode of ['web-identity', 'assume-role'] as const) {
      it(`is not ${JSON.stringify(claimed)}, in mode ${mode}`, async () => {
        const token = await minted(claimed);
        await assert.rejects(verifier(mode, byUser).verify(token), refusedFor('source-identity-claim'));
      });
    }
  }

  it('must be there where STS takes it from the token, and need not elsewhere', async () => {
    const token = await minted(undefined);
    await assert.rejects(verifier('web-identity', byUser).verify(token), refusedFor('source-identity-claim'));
    assert.equal((await verifier('assume-role', byUser).verify(token)).tenant, 'acme');
  });

  it('is refused with the reason of the settings where there can be none', async () => {
    const none = verifier('assume-role', () => {
      throw new PermissionDeniedError('too long');
    });
    await assert.rejects(none.verify(await minted(undefined)), new PermissionDeniedError('too long'));
  });
});
